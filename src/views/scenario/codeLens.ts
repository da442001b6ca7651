import * as vscode from 'vscode';
import type { HeadlineFigure, ScenarioReport } from '../../engine/scenario/scenarioReport';
import { shiftOffset } from '../../engine/text/shiftRange';
import { figures } from '../host/messages';
import { onSettingsChanged, readSetting } from '../host/settings';
import { figureName, figureText } from './figureText';
import type { LatestEvaluation, ScenarioDocuments } from './scenarioDocuments';
import { scenarioGlob } from './scenarioFiles';

/** A section's lens names no more figures than these: the hover has them all. */
const mostFigures = 2;

/** The lens over the file, and one over each of its sections that has figures. */
class ScenarioCodeLenses implements vscode.CodeLensProvider {
  constructor(
    private readonly documents: ScenarioDocuments,
    readonly onDidChangeCodeLenses: vscode.Event<void>,
  ) {}

  /** Old lenses keep their lines until the new report is there, so that nothing jumps. */
  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!readSetting('scenarios.codeLens.enabled', document)) return [];
    if (!this.documents.latest(document)) await this.documents.current(document);
    const latest = this.documents.latest(document);
    return latest ? lenses(document, latest) : [];
  }
}

function lenses(
  document: vscode.TextDocument,
  { report, changes }: LatestEvaluation,
): vscode.CodeLens[] {
  const at = (line: number, title: string, command = '', tooltip?: string): vscode.CodeLens =>
    new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
      title,
      command,
      ...(tooltip !== undefined && { tooltip }),
    });
  const sections = report.sections.flatMap(({ name, keyRange }) => {
    const own = report.headlines.filter(({ section }) => section === name);
    if (own.length === 0) return [];
    const { line } = document.positionAt(shiftOffset(keyRange.start, changes));
    return [at(line, sectionTitle(own, report.currency))];
  });
  const problems = problemsTitle(report);
  return [
    at(0, scenariosTitle(report)),
    problems === undefined
      ? at(0, vscode.l10n.t('no problems'))
      : at(
          0,
          problems,
          'workbench.actions.view.problems',
          vscode.l10n.t('Show them in the Problems view'),
        ),
    ...sections,
  ];
}

/** What the file holds: its base and how many variants, or that it can't be read. */
function scenariosTitle({ system, scenarios }: ScenarioReport): string {
  const variants = scenarios.length - 1;
  const state =
    variants < 0
      ? vscode.l10n.t('not evaluated: of a newer format')
      : variants === 0
        ? vscode.l10n.t('no variants')
        : variants === 1
          ? vscode.l10n.t('1 variant')
          : vscode.l10n.t('{0} variants', figures().count(variants));
  return system === null ? state : `${system} · ${state}`;
}

function problemsTitle({ issues }: ScenarioReport): string | undefined {
  const count = (severity: string): number =>
    issues.filter((issue) => issue.severity === severity).length;
  const [errors, warnings] = [count('error'), count('warning')];
  const parts = [
    errors === 1
      ? vscode.l10n.t('1 error')
      : errors > 1
        ? vscode.l10n.t('{0} errors', figures().count(errors))
        : undefined,
    warnings === 1
      ? vscode.l10n.t('1 warning')
      : warnings > 1
        ? vscode.l10n.t('{0} warnings', figures().count(warnings))
        : undefined,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : `$(warning) ${parts.join(', ')}`;
}

/**
 * The figures that have a value first, and of those the ones of the whole before those of its parts. One that has none because nobody asked for it is left to the
 * hover; one that is wanting says why.
 */
function sectionTitle(headlines: readonly HeadlineFigure[], currency: string): string {
  const told = headlines
    .filter(({ value, reason }) => value !== null || reason !== 'not-given')
    .toSorted((a, b) => rank(a) - rank(b));
  const [first] = headlines;
  const shown = told.length === 0 && first ? [first] : told.slice(0, mostFigures);
  const more = told.length - shown.length;
  return [
    ...shown.map((figure) => `${figureName(figure)}: ${figureText(figure, currency)}`),
    ...(more > 0 ? [vscode.l10n.t('{0} more', figures().count(more))] : []),
  ].join(' · ');
}

function rank({ value, item }: HeadlineFigure): number {
  return (value === null ? 2 : 0) + (item === undefined ? 0 : 1);
}

export function registerCodeLenses(documents: ScenarioDocuments): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const fire = (): void => {
    changed.fire();
  };
  return vscode.Disposable.from(
    changed,
    documents.onDidUpdate(fire),
    onSettingsChanged(['scenarios.codeLens.enabled'], fire),
    vscode.languages.registerCodeLensProvider(
      { pattern: scenarioGlob },
      new ScenarioCodeLenses(documents, changed.event),
    ),
  );
}
