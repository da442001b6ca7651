import * as vscode from 'vscode';
import type { PromptReport } from '../../engine/report/report';
import { figures } from '../host/messages';
import { priceFacts } from '../host/priceText';
import {
  estimateText,
  evaluationFacts,
  evaluationText,
  includedName,
  reportBandText,
  segmentName,
  tokensText,
  totalText,
  uncountedText,
  unsampledText,
  usdText,
} from '../host/reportText';
import type { ReportFigure, ReportView } from './protocol';

/** A panel is no place for more rows than anyone reads; the rest is said in a note. */
const mostRows = 1000;

/** The report in words: what the panel draws. */
export function reportView(document: vscode.TextDocument, report: PromptReport): ReportView {
  const { count, percent } = figures();
  const line = (offset: number): string =>
    vscode.l10n.t('line {0}', count(document.positionAt(offset).line + 1));
  const segments = report.segments.slice(0, mostRows).map((segment, index) => ({
    name: segmentName(segment.kind, segment.role),
    tokens: tokensText(segment.tokens + segment.overheadTokens, segment.estimated),
    cost: usdText(segment.cost),
    percent: percent(segment.share),
    share: segment.share,
    place: line(segment.range.start),
    index,
  }));
  const included = report.included.slice(0, mostRows).map((file, index) => ({
    name: includedName(file.path),
    tokens: tokensText(file.tokens, file.estimated),
    cost: usdText(file.cost),
    percent: percent(file.share),
    share: file.share,
    place: line(file.range.start),
    index: report.segments.length + index,
  }));
  return {
    file: vscode.workspace.asRelativePath(document.uri),
    headings: {
      part: vscode.l10n.t('Part'),
      tokens: vscode.l10n.t('Tokens'),
      cost: vscode.l10n.t('Input cost'),
      share: vscode.l10n.t('Share'),
      place: vscode.l10n.t('Place'),
    },
    figures: reportFigures(report),
    rows: [...segments, ...included],
    notes: reportNotes(report),
  };
}

function reportFigures(report: PromptReport): ReportFigure[] {
  const { count, percent } = figures();
  const { context, cost, output } = report;
  return [
    { label: vscode.l10n.t('Model'), value: report.model.name },
    {
      label: vscode.l10n.t('Input tokens'),
      value: totalText(report),
    },
    { label: vscode.l10n.t('Input'), value: usdText(cost.input) },
    ...(cost.output && output
      ? [
          {
            label: vscode.l10n.t('Output, up to {0} tokens', count(output.tokens)),
            value: usdText(cost.output),
          },
        ]
      : []),
    ...(report.requests > 1
      ? [{ label: vscode.l10n.t('Requests'), value: count(report.requests) }]
      : []),
    ...(context.share !== null && context.window !== null
      ? [
          {
            label: vscode.l10n.t('Context of {0}', count(context.window)),
            value: percent(context.share),
          },
        ]
      : []),
  ];
}

function reportNotes(report: PromptReport): string[] {
  const { count } = figures();
  const notes = [
    report.segmentCount > mostRows
      ? vscode.l10n.t(
          'The first {0} of {1} parts are shown; the figures above count all.',
          count(mostRows),
          count(report.segmentCount),
        )
      : undefined,
    report.overheadTokens > 0
      ? vscode.l10n.t(
          '{0} tokens are the provider’s own around the messages.',
          count(report.overheadTokens),
        )
      : undefined,
    evaluationText(report),
    ...evaluationFacts(report),
    unsampledText(report),
    uncountedText(report),
    ...report.estimates.map((reason) => estimateText(reason, report.model.name)),
    reportBandText(report),
    ...priceFacts(report).map(({ text, url }) => (url === undefined ? text : `${text} ${url}`)),
  ];
  return notes.filter((note) => note !== undefined);
}
