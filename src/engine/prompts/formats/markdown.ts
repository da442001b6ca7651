import type { TextRange } from '../../text/range';
import type {
  FormatHint,
  Located,
  MarkdownFormatId,
  Piece,
  PromptDocument,
  PromptFormat,
  Reference,
  Role,
  Tier,
  Variable,
} from '../document';
import { readFrontMatter } from '../frontMatter';
import { IssueList } from '../issueList';
import { bodyReferences, type ReferenceStyle } from '../markdownReferences';
import { fileName, inFolder } from '../paths';
import { promptDocument } from '../promptDocument';
import { entryValue, itemsOf, stringOf, type SourceMap, type SourceValue } from '../source';

/**
 * Markdown that an editor or an agent sends: VS Code's prompts, instructions, agents and chat modes,
 * Claude's agents, commands and rules, and the instruction files that go with every request. The
 * front matter is settings and is not sent; the body is, to the letter.
 */
export const markdownFormats: readonly PromptFormat[] = [
  /** Sent when the user runs it: its variables are filled in, its links followed. */
  markdownFormat({ id: 'vscode-prompt', role: 'user', style: 'links', variables: vscodeVariables }),
  /** Who the model is to be; links are for it to follow. */
  markdownFormat({
    id: 'vscode-agent',
    role: 'system',
    style: 'links',
    variables: vscodeVariables,
  }),
  markdownFormat({
    id: 'vscode-chat-mode',
    role: 'system',
    style: 'links',
    variables: vscodeVariables,
  }),
  markdownFormat({
    id: 'claude-agent',
    role: 'system',
    style: 'links',
    variables: vscodeVariables,
  }),
  markdownFormat({ id: 'vscode-instructions', role: 'system', style: 'links' }),
  markdownFormat({ id: 'always-on-instructions', role: 'system', style: 'links' }),
  /** Always-on instructions of Claude Code and Gemini CLI, and what these import: `@path`. */
  markdownFormat({ id: 'memory', role: 'system', style: 'imports' }),
  markdownFormat({ id: 'claude-rule', role: 'system', style: 'imports' }),
  markdownFormat({ id: 'windsurf-rule', role: 'system', style: 'links' }),
  /** Has arguments, and imports with `@path`. */
  markdownFormat({
    id: 'claude-command',
    role: 'user',
    style: 'imports',
    variables: claudeArguments,
  }),
  /** Any other Markdown, on request: text of nobody. */
  markdownFormat({ id: 'markdown', role: 'none' }),
];

interface MarkdownKind {
  readonly id: MarkdownFormatId;
  readonly role: Role;
  /** How it takes in other files; absent where nothing in it means any. */
  readonly style?: ReferenceStyle;
  readonly variables?: (text: string, from: number) => Variable[];
}

function markdownFormat(kind: MarkdownKind): PromptFormat {
  return {
    id: kind.id,
    detect: (hint) => formatOf(hint) === kind.id,
    parse: (text) => parseMarkdown(text, kind),
  };
}

/** VS Code's own languages for these files. */
const formatOfLanguage: ReadonlyMap<string, MarkdownFormatId> = new Map([
  ['prompt', 'vscode-prompt'],
  ['instructions', 'vscode-instructions'],
  ['chatagent', 'vscode-agent'],
  ['chatmode', 'vscode-chat-mode'],
]);

/** Files that agents send with every request, by name. */
const alwaysOn: ReadonlyMap<string, MarkdownFormatId> = new Map([
  ['agents.md', 'always-on-instructions'],
  ['agents.override.md', 'always-on-instructions'],
  ['claude.md', 'memory'],
  ['claude.local.md', 'memory'],
  ['gemini.md', 'memory'],
  ['.cursorrules', 'always-on-instructions'],
  ['.windsurfrules', 'always-on-instructions'],
  ['.clinerules', 'always-on-instructions'],
  ['conventions.md', 'always-on-instructions'],
]);

const formatOfExtension: readonly (readonly [string, MarkdownFormatId])[] = [
  ['.prompt.md', 'vscode-prompt'],
  ['.instructions.md', 'vscode-instructions'],
  ['.agent.md', 'vscode-agent'],
  ['.chatmode.md', 'vscode-chat-mode'],
];

const formatOfFolder: readonly (readonly [string, MarkdownFormatId])[] = [
  ['.github/agents', 'vscode-agent'],
  ['.claude/agents', 'claude-agent'],
  ['.claude/commands', 'claude-command'],
  ['.claude/rules', 'claude-rule'],
  ['.clinerules', 'always-on-instructions'],
  ['.cline/rules', 'always-on-instructions'],
  ['.windsurf/rules', 'windsurf-rule'],
];

function formatOf({ path, languageId }: FormatHint): MarkdownFormatId | undefined {
  const name = fileName(path);
  if (name === 'copilot-instructions.md' && inFolder(path, '.github')) {
    return 'always-on-instructions';
  }
  const folder =
    name.endsWith('.md') && formatOfFolder.find(([candidate]) => inFolder(path, candidate));
  return (
    alwaysOn.get(name) ??
    formatOfExtension.find(([extension]) => name.endsWith(extension))?.[1] ??
    (folder ? folder[1] : undefined) ??
    formatOfLanguage.get(languageId ?? '')
  );
}

/** Keys whose globs Cursor and VS Code read without quotes. */
const globKeys = ['globs', 'applyTo'];

function parseMarkdown(text: string, kind: MarkdownKind): PromptDocument {
  const { id, role } = kind;
  const issues = new IssueList();
  const { values, bodyStart } = readFrontMatter(text, issues, { rawKeys: globKeys });
  const range = { start: bodyStart, end: text.length };
  const variables = kind.variables?.(text, bodyStart) ?? [];
  const applied = applyTo(text, values, id, issues);
  const tier = id === 'windsurf-rule' ? windsurfTier(text, values) : tierOf(id, applied?.value);
  const pieces = piecesAround(range, variables);
  return promptDocument({
    format: id,
    models: modelsOf(text, values),
    segments: [{ kind: 'text', role, range, pieces, request: 0, ...(tier ? { tier } : {}) }],
    variables,
    appliesTo: applied,
    references: kind.style ? referencesOf(text, bodyStart, id, kind.style) : [],
    issues: issues.toArray(),
  });
}

/**
 * The files that the text goes with: `applyTo` of VS Code, `paths` of Claude Code's and Cline's
 * rules, `globs` of Windsurf's. VS Code
 * reads `applyTo` only where it is a string ("The 'applyTo' attribute must be a string", says its
 * validator; promptFileParser.ts, `getStringAttribute`); `paths` may be a list.
 */
function applyTo(
  text: string,
  values: SourceMap | undefined,
  id: MarkdownFormatId,
  issues: IssueList,
): Located<string> | undefined {
  const value = entryValue(values, 'applyTo');
  if (value?.kind === 'string') return globsOf(text, [value], value.range);
  if (value?.kind === 'list' && id === 'vscode-instructions') {
    const { range } = value;
    issues.add({ code: 'apply-to-list', severity: 'information', params: {}, range });
  }
  const paths = entryValue(values, id === 'windsurf-rule' ? 'globs' : 'paths');
  return paths && globsOf(text, paths.kind === 'list' ? paths.items : [paths], paths.range);
}

function globsOf(
  text: string,
  globs: readonly SourceValue[],
  range: TextRange,
): Located<string> | undefined {
  const joined = globs.flatMap((glob) => stringOf(text, glob)?.trim() ?? []).join(',');
  return joined === '' ? undefined : { value: joined, range };
}

/** Globs that every file matches. */
const everyFile = new Set(['**', '**/*', '*', '**/**']);

/** What goes with every request where nothing limits it to some files. */
const instructionFormats: ReadonlySet<MarkdownFormatId> = new Set([
  'vscode-instructions',
  'always-on-instructions',
  'memory',
  'claude-rule',
]);

/**
 * Whether the text goes with every request: an instruction file does, and so do instructions and
 * rules that are not limited to some files. Prompts and agents are run, one at a time.
 */
function tierOf(id: MarkdownFormatId, globs: string | undefined): Tier | undefined {
  if (!instructionFormats.has(id)) return undefined;
  // VS Code adds *.instructions.md by itself only where applyTo says for which files.
  const isLimited = id === 'vscode-instructions' || globs !== undefined;
  const globList = globs?.split(',') ?? [];
  const isForEvery = globList.some((glob) => everyFile.has(glob.trim()));
  return isForEvery || !isLimited ? 'always' : 'on-demand';
}

/**
 * A rule of Windsurf goes with every request where its `trigger` is `always_on`; the other triggers
 * are `glob`, `model_decision` and `manual` (https://docs.windsurf.com/windsurf/cascade/memories).
 */
function windsurfTier(text: string, values: SourceMap | undefined): Tier {
  return stringOf(text, entryValue(values, 'trigger')) === 'always_on' ? 'always' : 'on-demand';
}

/** `model: name` or a list of names in order of preference; `inherit` names none. */
function modelsOf(text: string, values: SourceMap | undefined): Located<string>[] {
  const value = entryValue(values, 'model');
  const named: readonly (SourceValue | undefined)[] =
    value?.kind === 'list' ? itemsOf(value) : [value];
  return named.flatMap((item) => {
    const name = stringOf(text, item)?.trim();
    return item && name && name !== 'inherit' ? [{ value: name, range: item.range }] : [];
  });
}

/** The body but for its placeholders, which count as nothing: the files give no values for them. */
function piecesAround(body: TextRange, variables: readonly Variable[]): Piece[] {
  const pieces: Piece[] = [];
  let at = body.start;
  for (const { range } of variables) {
    if (range.start > at) pieces.push({ range: { start: at, end: range.start } });
    pieces.push({ range, text: '' });
    at = range.end;
  }
  if (at < body.end || pieces.length === 0) pieces.push({ range: { start: at, end: body.end } });
  return pieces;
}

/** VS Code sends the files that a prompt links to; links in instructions are for the model to follow. */
function referencesOf(
  text: string,
  bodyStart: number,
  id: MarkdownFormatId,
  style: ReferenceStyle,
): readonly Reference[] {
  const references = bodyReferences(text, bodyStart, style);
  if (id !== 'vscode-prompt') return references;
  return references.map((reference) =>
    reference.kind === 'file' ? { ...reference, included: true } : reference,
  );
}

/**
 * What VS Code fills in where a prompt file runs (its documentation, "Prompt file variables").
 * Other `${names}` are somebody's code.
 */
const vscodeNames = new Set([
  'workspaceFolder',
  'workspaceFolderBasename',
  'selection',
  'selectedText',
  'file',
  'fileBasename',
  'fileDirname',
  'fileBasenameNoExtension',
]);

function vscodeVariables(text: string, from: number): Variable[] {
  const found: Variable[] = [];
  let close = -1;
  for (let start = text.indexOf('${', from); start >= 0; start = text.indexOf('${', start + 2)) {
    if (close < start) close = text.indexOf('}', start);
    if (close < 0) break;
    // A name and a hint are short: a brace that closes far off closes something else.
    if (close - start > 500) continue;
    const content = text.slice(start + 2, close);
    const name =
      /^input:([^:\r\n]+)/.exec(content)?.[1] ?? (vscodeNames.has(content) ? content : undefined);
    if (name === undefined || /[\r\n]|\$\{/.test(content)) continue;
    found.push({ name, range: { start, end: close + 1 } });
  }
  return found;
}

/** Claude Code's arguments: all of them, or one by its place; `$5.00` is money. */
function claudeArguments(text: string, from: number): Variable[] {
  const pattern = /\$(?:ARGUMENTS(?:\[\d{1,3}\])?|\d{1,2})(?!\w|[.,]\d)/g;
  pattern.lastIndex = from;
  return [...matchesFrom(text, pattern)].map((match): Variable => {
    const range = { start: match.index, end: match.index + match[0].length };
    return { name: match[0].slice(1), range };
  });
}

function* matchesFrom(text: string, pattern: RegExp): Generator<RegExpExecArray> {
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) yield match;
}
