import * as vscode from 'vscode';
import type { PromptReport, SegmentReport } from '../../engine/report/report';
import type { TextRange } from '../../engine/text/range';
import { escapeMarkdown, paragraphs } from '../host/markdown';
import { figures } from '../host/messages';
import { readSetting } from '../host/settings';
import { estimateText, noPriceText, segmentName, tokensText, usdText } from '../host/reportText';
import type { PromptDocuments } from './promptDocuments';

/** What stands under the pointer: the variable, if it is on one, and the segment that it is in. */
class PromptHover implements vscode.HoverProvider {
  constructor(private readonly documents: PromptDocuments) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    if (!readSetting('hover.enabled', document)) return undefined;
    const report = await this.documents.current(document);
    if (!report) return undefined;
    const offset = document.offsetAt(position);
    const variable = report.variables.find(({ range }) => contains(range, offset));
    if (variable) {
      const text = paragraphs(
        escapeMarkdown(
          variable.sample === undefined
            ? vscode.l10n.t('Variable {0}: no sample value, counted as nothing.', variable.name)
            : vscode.l10n.t('Variable {0}: counted as its sample value.', variable.name),
        ),
      );
      if (variable.sample !== undefined) text.appendCodeblock(variable.sample, 'text');
      return new vscode.Hover(text, rangeOf(document, variable.range));
    }
    const segment = report.segments.find(({ range }) => contains(range, offset));
    return segment && new vscode.Hover(segmentText(report, segment));
  }
}

function segmentText(report: PromptReport, segment: SegmentReport): vscode.MarkdownString {
  const { count, percent } = figures();
  const line = [
    vscode.l10n.t('{0} tokens', tokensText(segment.tokens, segment.estimated)),
    usdText(segment.cost),
    vscode.l10n.t('{0} of this prompt', percent(segment.share)),
    report.model.name,
  ];
  const notes = [
    segment.overheadTokens > 0
      ? vscode.l10n.t('and {0} tokens around the message', count(segment.overheadTokens))
      : undefined,
    ...(segment.estimated
      ? report.estimates.map((reason) => estimateText(reason, report.model.name))
      : []),
    noPriceText(segment.cost, report.model.name),
  ];
  return paragraphs(
    `**${escapeMarkdown(segmentName(segment.kind, segment.role))}** · ${escapeMarkdown(line.join(' · '))}`,
    ...notes.map((note) => note && escapeMarkdown(note)),
  );
}

function contains(range: TextRange, offset: number): boolean {
  return range.start <= offset && offset < range.end;
}

function rangeOf(document: vscode.TextDocument, range: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(range.start), document.positionAt(range.end));
}

export function registerHover(documents: PromptDocuments): vscode.Disposable {
  return vscode.languages.registerHoverProvider({ pattern: '**' }, new PromptHover(documents));
}
