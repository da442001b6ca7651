import type { FormatHint, PromptDocument, PromptFormat } from '../document';
import { IssueList } from '../issueList';
import { fileName } from '../paths';
import { promptDocument } from '../promptDocument';
import { roleMessages } from '../roleMessages';
import type { TemplateSyntax } from '../template';
import { templatePieces } from '../templatePieces';
import { textStart } from '../textFile';

/**
 * Templates of general engines that stand where prompts do: in a folder named for prompts, or with
 * "prompt" in their own name. Lines such as `system:` make them chats, as in prompt flow.
 */
export const templateFormat: PromptFormat = {
  id: 'template',
  detect: (hint) => syntaxOf(hint) !== undefined && isAmongPrompts(hint),
  parse: parseTemplate,
};

const syntaxes: ReadonlyMap<string, TemplateSyntax> = new Map([
  ['j2', 'jinja'],
  ['jinja', 'jinja'],
  ['jinja2', 'jinja'],
  ['njk', 'jinja'],
  ['hbs', 'handlebars'],
  ['handlebars', 'handlebars'],
  ['mustache', 'mustache'],
]);

function syntaxOf({ path }: FormatHint): TemplateSyntax | undefined {
  const name = fileName(path);
  return syntaxes.get(name.slice(name.lastIndexOf('.') + 1));
}

function isAmongPrompts({ path }: FormatHint): boolean {
  const folders = path.toLowerCase().split('/').slice(0, -1);
  return (
    fileName(path).includes('prompt') || folders.some((folder) => /^[\w-]*prompts?$/.test(folder))
  );
}

function parseTemplate(text: string, hint: FormatHint): PromptDocument {
  const issues = new IssueList();
  const range = { start: textStart(text), end: text.length };
  const syntax = syntaxOf(hint) ?? 'jinja';
  const template = templatePieces(text, [{ range }], syntax, () => undefined, issues);
  return promptDocument({
    format: 'template',
    segments: roleMessages(text, range, template.pieces, { always: false }),
    variables: template.variables,
    references: template.references,
    issues: issues.toArray(),
  });
}
