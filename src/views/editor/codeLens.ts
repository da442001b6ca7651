import * as vscode from 'vscode';
import { isRetired } from '../../engine/pricing/retirement';
import type { IncludedReport, ReportModel, SegmentReport, Usd } from '../../engine/report/report';
import { addUsd } from '../../engine/report/usd';
import { commandLink } from '../host/commands';
import { figures } from '../host/messages';
import { retirementFact } from '../host/priceText';
import type { PromptCost, PromptCosts } from '../host/promptCosts';
import { readSetting } from '../host/settings';
import {
  evaluationText,
  headlineInParts,
  includedName,
  segmentName,
  tokensText,
  usdText,
} from '../host/reportText';
import type { LatestReport, PromptDocuments } from './promptDocuments';
import { shiftOffset } from '../../engine/text/shiftRange';

/** Lenses beyond this many would only slow the editor down; the file's own lens says that more exist. */
const mostLenses = 500;

/** The lens over the file, and one over each of its messages or sections. */
class PromptCodeLenses implements vscode.CodeLensProvider {
  constructor(
    private readonly documents: PromptDocuments,
    private readonly costs: PromptCosts,
    readonly onDidChangeCodeLenses: vscode.Event<void>,
  ) {}

  /** Old lenses keep their lines until the new report is there, so that nothing jumps. */
  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!readSetting('codeLens.enabled', document)) return [];
    if (!this.documents.latest(document)) await this.documents.current(document);
    const latest = this.documents.latest(document);
    if (!latest) return [];
    return [...lenses(document, latest), ...this.costs.of(document.uri).map(monthLens)];
  }
}

/** What the prompt costs a month by a scenario that lists it, leading there. */
function monthLens({
  scenario,
  range,
  monthlyCost,
  currency,
  isEstimate,
}: PromptCost): vscode.CodeLens {
  const name = includedName(scenario.path);
  const cost = monthlyCost === null ? undefined : figures().money(monthlyCost, currency);
  const title =
    cost === undefined
      ? vscode.l10n.t('no cost a month · {0}', name)
      : vscode.l10n.t('{0} a month · {1}', isEstimate ? `≈${cost}` : cost, name);
  return new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), {
    title,
    tooltip: vscode.l10n.t('Open the scenario file that lists this prompt'),
    command: 'vscode.open',
    arguments: [scenario, { selection: range } satisfies vscode.TextDocumentShowOptions],
  });
}

function lenses(document: vscode.TextDocument, latest: LatestReport): vscode.CodeLens[] {
  const { report } = latest;
  const top = new vscode.Range(0, 0, 0, 0);
  const byLine = new Map<number, SegmentReport[]>();
  let shown = 0;
  if (report.segments.length > 1) {
    for (const segment of report.segments) {
      const line = document.positionAt(shiftOffset(segment.range.start, latest.changes)).line;
      const there = byLine.get(line);
      if (!there && byLine.size === mostLenses) break; // Those that follow are further down.
      if (there) there.push(segment);
      else byLine.set(line, [segment]);
      shown++;
    }
  }
  const file = [
    headlineInParts(report),
    shown < report.segmentCount && report.segmentCount > 1
      ? vscode.l10n.t(
          'the first {0} of {1} parts have lenses',
          figures().count(shown),
          figures().count(report.segmentCount),
        )
      : undefined,
  ];
  const includedByLine = new Map<number, IncludedReport[]>();
  for (const file of report.included.slice(0, mostLenses)) {
    const line = document.positionAt(shiftOffset(file.range.start, latest.changes)).line;
    includedByLine.set(line, [...(includedByLine.get(line) ?? []), file]);
  }
  const open = vscode.l10n.t('Show all figures of this prompt');
  const evaluation = evaluationText(report);
  return [
    new vscode.CodeLens(
      top,
      commandLink(
        'costlens.showReport',
        file.filter((part) => part !== undefined).join(' · '),
        open,
      ),
    ),
    new vscode.CodeLens(
      top,
      commandLink(
        'costlens.chooseModel',
        modelTitle(report.model),
        [
          vscode.l10n.t('Choose the model to count and price for'),
          retirementFact(report.model)?.text,
        ]
          .filter((line) => line !== undefined)
          .join('\n'),
      ),
    ),
    new vscode.CodeLens(
      top,
      commandLink(
        'costlens.compareModels',
        vscode.l10n.t('compare models'),
        vscode.l10n.t('Show this prompt under several models'),
      ),
    ),
    ...(evaluation === undefined
      ? []
      : [new vscode.CodeLens(top, commandLink('costlens.showReport', evaluation, open))]),
    ...[...byLine].map(
      ([line, segments]) =>
        new vscode.CodeLens(
          new vscode.Range(line, 0, line, 0),
          commandLink('costlens.showReport', segmentsTitle(segments), open),
        ),
    ),
    ...[...includedByLine].map(
      ([line, files]) =>
        new vscode.CodeLens(
          new vscode.Range(line, 0, line, 0),
          commandLink('costlens.showReport', includedTitle(files), files[0]?.path ?? open),
        ),
    ),
  ];
}

/** The model's name; of one that the provider refuses, with the day. */
function modelTitle({ name, info }: ReportModel): string {
  return info?.retires && isRetired(info, new Date())
    ? vscode.l10n.t('{0} · retired since {1}', name, info.retires.on)
    : name;
}

/** One segment by its role; several that begin on one line together. */
function segmentsTitle(segments: readonly SegmentReport[]): string {
  const [first] = segments;
  const name =
    first && segments.length === 1
      ? segmentName(first.kind, first.role)
      : vscode.l10n.t('{0} parts', segments.length);
  const tokens = segments.reduce((sum, each) => sum + each.tokens + each.overheadTokens, 0);
  return [
    name,
    vscode.l10n.t(
      '{0} tok',
      tokensText(
        tokens,
        segments.some(({ estimated }) => estimated),
      ),
    ),
    usdText(segments.reduce<Usd>((sum, each) => addUsd(sum, each.cost), { known: true, usd: 0 })),
    figures().percent(segments.reduce((sum, each) => sum + each.share, 0)),
  ].join(' · ');
}

/** What the references of a line bring in: the first file and those that it includes. */
function includedTitle(files: readonly IncludedReport[]): string {
  const [first, ...others] = files;
  const tokens = files.reduce((sum, file) => sum + file.tokens, 0);
  const estimated = files.some((file) => file.estimated);
  const name = includedName(first?.path ?? '');
  return [
    others.length === 0 ? name : vscode.l10n.t('{0} and {1} more', name, others.length),
    vscode.l10n.t('{0} tok', tokensText(tokens, estimated)),
  ].join(' · ');
}

export function registerCodeLenses(
  documents: PromptDocuments,
  costs: PromptCosts,
): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    documents.onDidUpdate(() => {
      changed.fire();
    }),
    costs.onDidChange(() => {
      changed.fire();
    }),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('costlens.codeLens.enabled')) changed.fire();
    }),
    vscode.languages.registerCodeLensProvider(
      { pattern: '**' },
      new PromptCodeLenses(documents, costs, changed.event),
    ),
  );
}
