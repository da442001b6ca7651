import type {
  FormatHint,
  Located,
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
import {
  entryValue,
  firstEntry,
  itemsOf,
  stringOf,
  type SourceMap,
  type SourceValue,
} from '../source';

/**
 * Markdown that an editor or an agent sends: VS Code's prompts, instructions, agents and chat modes,
 * Claude's agents, commands and rules, and the instruction files that go with every request. The
 * front matter is settings and is not sent; the body is, to the letter.
 */
export const markdownFormat: PromptFormat = {
  id: 'markdown',
  detect: (hint) => kindOf(hint) !== undefined,
  parse: parseMarkdown,
};

type MarkdownKind =
  /** Sent when the user runs it: its variables are filled in, its links followed. */
  | 'prompt'
  /** A command of Claude Code: has arguments, and imports with `@path`. */
  | 'command'
  /** Sent as instructions; links are followed. */
  | 'instructions'
  /** Instructions of Claude Code or Gemini: imports with `@path`. */
  | 'memory'
  /** Who the model is to be. */
  | 'agent';

/** VS Code's own languages for these files. */
const kindOfLanguage: Readonly<Partial<Record<string, MarkdownKind>>> = {
  prompt: 'prompt',
  instructions: 'instructions',
  chatagent: 'agent',
  chatmode: 'agent',
};

/** Files that agents send with every request, by name. */
const alwaysOn: Readonly<Partial<Record<string, MarkdownKind>>> = {
  'agents.md': 'instructions',
  'claude.md': 'memory',
  'claude.local.md': 'memory',
  'gemini.md': 'memory',
  '.cursorrules': 'instructions',
  '.windsurfrules': 'instructions',
  '.clinerules': 'instructions',
  'conventions.md': 'instructions',
};

const kindOfExtension: readonly (readonly [string, MarkdownKind])[] = [
  ['.prompt.md', 'prompt'],
  ['.instructions.md', 'instructions'],
  ['.agent.md', 'agent'],
  ['.chatmode.md', 'agent'],
];

const kindOfFolder: readonly (readonly [string, MarkdownKind])[] = [
  ['.github/agents', 'agent'],
  ['.claude/agents', 'agent'],
  ['.claude/commands', 'command'],
  ['.claude/rules', 'memory'],
  ['.windsurf/rules', 'instructions'],
  ['.clinerules', 'instructions'],
  ['.cline/rules', 'instructions'],
];

function kindOf({ path, languageId }: FormatHint): MarkdownKind | undefined {
  const name = fileName(path);
  if (name === 'copilot-instructions.md' && inFolder(path, '.github')) return 'instructions';
  const folder =
    name.endsWith('.md') && kindOfFolder.find(([candidate]) => inFolder(path, candidate));
  return (
    alwaysOn[name] ??
    kindOfExtension.find(([extension]) => name.endsWith(extension))?.[1] ??
    (folder ? folder[1] : undefined) ??
    kindOfLanguage[languageId ?? '']
  );
}

const roles: Readonly<Record<MarkdownKind, Role>> = {
  prompt: 'user',
  command: 'user',
  instructions: 'system',
  memory: 'system',
  agent: 'system',
};

const referenceStyles: Readonly<Record<MarkdownKind, ReferenceStyle>> = {
  prompt: 'links',
  instructions: 'links',
  agent: 'links',
  command: 'imports',
  memory: 'imports',
};

/** Keys whose globs Cursor and VS Code read without quotes. */
const globKeys = ['globs', 'applyTo'];

function parseMarkdown(text: string, hint: FormatHint): PromptDocument {
  const issues = new IssueList();
  const kind = kindOf(hint);
  const { values, bodyStart } = readFrontMatter(text, issues, { rawKeys: globKeys });
  const range = { start: bodyStart, end: text.length };
  const variables = kind ? placeholders(text, bodyStart, kind) : [];
  const role = kind ? roles[kind] : 'none';
  const applied = applyTo(text, values, globKeyOf(hint));
  const tier =
    kind && tierOf(hint, kind, applied?.value, stringOf(text, entryValue(values, 'trigger')));
  const pieces = piecesAround(range, variables);
  return promptDocument({
    format: 'markdown',
    models: modelsOf(text, values),
    segments: [{ kind: 'text', role, range, pieces, request: 0, ...(tier ? { tier } : {}) }],
    variables,
    appliesTo: applied,
    references: kind ? referencesOf(text, bodyStart, kind) : [],
    issues: issues.toArray(),
  });
}

/**
 * The files that the text goes with: `applyTo` of VS Code, `paths` of Claude Code's and Cline's
 * rules, `globs` of Windsurf's.
 */
function applyTo(
  text: string,
  values: SourceMap | undefined,
  keys: readonly string[],
): Located<string> | undefined {
  const value = firstEntry(values, ...keys);
  if (!value) return undefined;
  const globs = value.kind === 'list' ? value.items : [value];
  const joined = globs.flatMap((glob) => stringOf(text, glob)?.trim() ?? []).join(',');
  return joined === '' ? undefined : { value: joined, range: value.range };
}

function globKeyOf({ path }: FormatHint): readonly string[] {
  return inFolder(path, '.windsurf/rules') ? ['globs'] : ['applyTo', 'paths'];
}

/** Globs that every file matches. */
const everyFile = new Set(['**', '**/*', '*', '**/**']);

/**
 * Whether the text goes with every request: an instruction file does, and so do instructions and
 * rules that are not limited to some files. Prompts and agents are run, one at a time.
 */
function tierOf(
  hint: FormatHint,
  kind: MarkdownKind,
  globs: string | undefined,
  trigger: string | undefined,
): Tier | undefined {
  if (kind !== 'instructions' && kind !== 'memory') return undefined;
  if (inFolder(hint.path, '.windsurf/rules')) {
    return trigger === 'always_on' ? 'always' : 'on-demand';
  }
  const name = fileName(hint.path);
  // VS Code adds *.instructions.md by itself only where applyTo says for which files.
  const isLimited = name.endsWith('.instructions.md') || globs !== undefined;
  const globList = globs?.split(',') ?? [];
  const isForEvery = globList.some((glob) => everyFile.has(glob.trim()));
  return isForEvery || !isLimited ? 'always' : 'on-demand';
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
function piecesAround(
  body: { start: number; end: number },
  variables: readonly Variable[],
): Piece[] {
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
function referencesOf(text: string, bodyStart: number, kind: MarkdownKind): readonly Reference[] {
  const references = bodyReferences(text, bodyStart, referenceStyles[kind]);
  if (kind !== 'prompt') return references;
  return references.map((reference) =>
    reference.kind === 'file' ? { ...reference, included: true } : reference,
  );
}

function placeholders(text: string, from: number, kind: MarkdownKind): Variable[] {
  if (kind === 'command') return claudeArguments(text, from);
  return kind === 'prompt' || kind === 'agent' ? vscodeVariables(text, from) : [];
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
