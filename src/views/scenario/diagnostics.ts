import * as vscode from 'vscode';
import type { IssueCode } from '../../engine/issues';
import type { ReportedIssue } from '../../engine/scenario/scenarioReport';
import { languageOfScenario } from '../../engine/scenario/scenarioFile';
import { shiftRange } from '../../engine/text/shiftRange';
import { issueText } from '../host/messages';
import { problemOf } from '../host/problems';
import type { ScenarioDocuments } from './scenarioDocuments';

/**
 * What VS Code's own JSON support says of a `*.cost.json` by itself or by the schema that the
 * extension contributes for it: to say it too would list every fault twice.
 */
const saidOfJson: ReadonlySet<IssueCode> = new Set<IssueCode>([
  'json-unexpected',
  'json-missing',
  'json-value-missing',
  'json-unclosed',
  'json-string',
  'scenario-not-a-map',
  'scenario-version-missing',
  'scenario-newer',
  'scenario-version',
  'scenario-repeated-key',
  'scenario-unknown-key',
  'scenario-missing',
  'scenario-map',
  'scenario-list',
  'scenario-text',
  'scenario-whole',
  'scenario-type',
  'scenario-number',
  'scenario-choice',
  'scenario-small',
  'scenario-great',
  'scenario-short',
  'scenario-long',
  'scenario-date',
  'scenario-month',
  'scenario-currency',
  'scenario-format',
]);

/** Shows the problems of each scenario file; those of a version stay until the next report. */
export function registerDiagnostics(documents: ScenarioDocuments): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('costlens-scenarios');
  return vscode.Disposable.from(
    collection,
    documents.onDidUpdate((document) => {
      const latest = documents.latest(document);
      const isSaidAlready = saidBefore(document);
      collection.set(
        document.uri,
        latest?.report.issues
          .filter((issue) => !isSaidAlready(issue))
          .map((issue) => {
            const { start, end } = shiftRange(issue.range, latest.changes);
            const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
            return problemOf(issue, range, messageOf(issue));
          }),
      );
    }),
  );
}

/**
 * What the YAML extension of Red Hat says of every file in YAML. VS Code itself has no validation of
 * YAML.
 */
const saidOfYaml: ReadonlySet<IssueCode> = new Set<IssueCode>([
  'yaml-invalid',
  'scenario-repeated-key',
]);

/** What a variant sets is nothing that a schema knows: its issues are ours alone. */
function saidBefore(document: vscode.TextDocument): (issue: ReportedIssue) => boolean {
  const said = saidByOthers(document);
  return ({ code, stage }) => stage === 'file' && said?.has(code) === true;
}

function saidByOthers(document: vscode.TextDocument): ReadonlySet<IssueCode> | undefined {
  const isOn = (setting: string): boolean =>
    vscode.workspace.getConfiguration(undefined, document).get<boolean>(setting, true);
  if (languageOfScenario(document.uri.path) === 'json') {
    return isOn('json.validate.enable') ? saidOfJson : undefined;
  }
  const extension = vscode.extensions.getExtension('redhat.vscode-yaml');
  return extension && document.languageId === 'yaml' && isOn('yaml.validate')
    ? saidOfYaml
    : undefined;
}

function messageOf(issue: ReportedIssue): string {
  const { variants } = issue;
  const text = issueText(issue);
  if (variants.length === 0) return text;
  return variants.length === 1
    ? vscode.l10n.t('{0} (variant {1})', text, variants.join(', '))
    : vscode.l10n.t('{0} (variants {1})', text, variants.join(', '));
}
