import * as vscode from 'vscode';
import type { CompletionContext } from '../../engine/scenario/completionContext';
import type { KnownNames } from '../../engine/scenario/referenceNames';
import type { Suggestion } from '../../engine/scenario/suggestions';
import type { FieldMeta } from '../../engine/systems/fields';
import { escapeMarkdown, paragraphs } from '../host/markdown';
import { readSetting } from '../host/settings';
import type { ScenarioDocuments } from './scenarioDocuments';
import { scenarioGlob } from './scenarioFiles';
import { filesBeside, nameableFiles } from './workspaceFiles';
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
      filesBeside(document.uri, nameableFiles),
    ]);
    return { ...names, 'prompt-file': files, 'catalog-file': files };
  }
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
