import * as vscode from 'vscode';
import { relativePath } from '../../engine/prompts/paths';
import type { CompletionContext } from '../../engine/scenario/completionContext';
import type { KnownNames } from '../../engine/scenario/referenceNames';
import type { Suggestion } from '../../engine/scenario/suggestions';
import type { FieldMeta } from '../../engine/systems/fields';
import { workspacePath } from '../host/includedFiles';
import { escapeMarkdown, paragraphs } from '../host/markdown';
import { readSetting } from '../host/settings';
import type { ScenarioDocuments } from './scenarioDocuments';
import { scenarioGlob } from './scenarioFiles';
import { unitText } from './unitText';

/** Who knows the names that scenario files may refer to. */
export interface NameSource {
  referenceNames(at: Date): Promise<KnownNames>;
}

/** Keys, words and names while a scenario is written; what VS Code offers by the schema is left to it. */
class ScenarioCompletion implements vscode.CompletionItemProvider {
  constructor(
    private readonly documents: ScenarioDocuments,
    private readonly names: NameSource,
  ) {}

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    if (!readSetting('enabled')) return [];
    const file = this.documents.read(document);
    if (!file) return [];
    // They bring the schemas of all sections, which take long to make: not at activation.
    const { completionContexts } = await import('../../engine/scenario/completionContext');
    const { suggestionsAt } = await import('../../engine/scenario/suggestions');
    const contexts = completionContexts(file.text, document.offsetAt(position), file.language);
    const names = await this.knownNames(document, contexts);
    const currency = this.documents.latest(document)?.report.currency ?? 'USD';
    return suggestionsAt(file, contexts, names).map((suggestion) => {
      const { start, end } = suggestion.replace;
      const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
      return itemOf(suggestion, range, currency);
    });
  }

  /** Files are looked for only where a value is written. */
  private async knownNames(
    document: vscode.TextDocument,
    contexts: readonly CompletionContext[],
  ): Promise<KnownNames> {
    if (!contexts.some(({ part }) => part === 'value')) return {};
    const [names, files] = await Promise.all([
      this.names.referenceNames(new Date()),
      filesBeside(document.uri),
    ]);
    return { ...names, 'prompt-file': files, 'catalog-file': files };
  }
}

/** More files than these are no list to choose from. */
const mostFiles = 500;
const notOffered = '**/{node_modules,.git,out,dist}/**';
const readable =
  '**/*.{md,prompty,prompt,yaml,yml,json,jsonl,txt,poml,baml,j2,jinja,jinja2,hbs,mustache}';

/** The files of the workspace folder that a scenario may name, by their paths from its own folder. */
async function filesBeside(scenario: vscode.Uri): Promise<string[]> {
  const folder = vscode.workspace.getWorkspaceFolder(scenario);
  const own = workspacePath(scenario);
  if (!folder || own === undefined) return [];
  const found = await vscode.workspace.findFiles(
    new vscode.RelativePattern(folder, readable),
    notOffered,
    mostFiles,
  );
  return found
    .flatMap((uri) => workspacePath(uri) ?? [])
    .filter((path) => path !== own)
    .map((path) => relativePath(own, path))
    .sort();
}

const kinds: Readonly<Record<Suggestion['kind'], vscode.CompletionItemKind>> = {
  section: vscode.CompletionItemKind.Module,
  key: vscode.CompletionItemKind.Property,
  choice: vscode.CompletionItemKind.EnumMember,
  name: vscode.CompletionItemKind.Value,
  path: vscode.CompletionItemKind.Reference,
};

function itemOf(
  { label, kind, insert, isSnippet, field, isRequired }: Suggestion,
  range: vscode.Range,
  currency: string,
): vscode.CompletionItem {
  const item = new vscode.CompletionItem(label, kinds[kind]);
  item.insertText = isSnippet ? new vscode.SnippetString(insert) : insert;
  item.range = range;
  // What the file has to have comes first.
  item.sortText = `${isRequired === true ? 0 : 1}${label}`;
  if (field) {
    item.documentation = documentationOf(field);
    const unit = field.unit && unitText(field.unit, currency);
    if (unit !== undefined) item.detail = unit;
  }
  return item;
}

function documentationOf({
  description,
  default: given,
  plausible,
}: FieldMeta): vscode.MarkdownString {
  const facts = [
    given === undefined ? undefined : vscode.l10n.t('Default: {0}.', String(given)),
    plausible && vscode.l10n.t('Usual: {0} to {1}.', ...plausible),
  ].filter((fact) => fact !== undefined);
  return paragraphs(
    escapeMarkdown(vscode.l10n.t(description)),
    facts.length > 0 ? escapeMarkdown(facts.join(' ')) : undefined,
  );
}

export function registerCompletion(
  documents: ScenarioDocuments,
  names: NameSource,
): vscode.Disposable {
  return vscode.languages.registerCompletionItemProvider(
    { pattern: scenarioGlob },
    new ScenarioCompletion(documents, names),
    ' ',
    '/',
    '.',
  );
}
