import type { Issue, IssueCode } from '../issues';
import type { FormatHint, FormatId, PromptDocument, Reference, Variable } from './document';
import { detectFormat, formatOnRequest, parsePrompt } from './formats';
import { IssueList } from './issueList';
import { fileName, normalizedPath } from './paths';
import { templatePieces } from './templatePieces';

/**
 * Reads a file of the workspace; undefined where there is none. The path is relative to the
 * workspace folder, has forward slashes and never climbs out of it; a link that leads out of it is
 * the reader's to refuse.
 */
export type ReadWorkspaceFile = (path: string) => Promise<string | undefined>;

/** A file whose content is sent along with a prompt. */
export interface IncludedFile {
  readonly path: string;
  readonly text: string;
  readonly document: PromptDocument;
  /** The reference in the prompt itself that brought it in, directly or through other files. */
  readonly reference: Reference;
}

/** What a prompt includes, and what could not be followed: issues stand at the prompt's references. */
export interface Inclusions {
  readonly files: readonly IncludedFile[];
  readonly issues: readonly Issue[];
}

/** Nothing included. */
export const noInclusions: Inclusions = { files: [], issues: [] };

/** How deep files are followed: twice what Claude Code follows. */
const maxDepth = 10;
const maxFiles = 500;
/** In UTF-16 code units, of all files together. */
const maxLength = 20_000_000;

/**
 * How many paths that lead to no file are tried for words that may mean something else, in all: a
 * word of prose behind an `@` is hardly ever a file.
 */
const maxMisses = 2000;

/** Readers take a larger file for missing, in bytes: it could not be included anyway. */
export const largestInclude = 4 * maxLength;

/**
 * Reads the files that a prompt includes, and those that they include, each one once.
 *
 * @param path the prompt's own path, relative to the workspace folder.
 */
export async function followIncludes(
  document: PromptDocument,
  path: string,
  readFile: ReadWorkspaceFile,
): Promise<Inclusions> {
  const files: IncludedFile[] = [];
  const issues = new IssueList();
  const seen = new Set([normalizedPath(path) ?? path]);
  let length = 0;
  const report = (code: IssueCode, root: Reference, target: string): void => {
    const severity = code === 'include-missing' ? 'information' : 'warning';
    issues.add({ code, severity, params: { target }, range: root.range });
  };

  const missing = new Set<string>();
  const pending = pendingOf(document, normalizedPath(path) ?? path, undefined);
  for (let next = pending.shift(); next; next = pending.shift()) {
    const { reference, root, from } = next;
    const candidates = candidatePaths(from.format, from.path, reference.target);
    if (candidates.some((candidate) => from.ancestors.includes(candidate))) {
      report('include-cycle', root, reference.target);
      continue;
    }
    if (candidates.some((candidate) => seen.has(candidate))) continue;
    if (reference.tentative && missing.size >= maxMisses) continue;
    const found = await firstReadable(candidates, missing, readFile);
    if (!found) {
      if (!reference.tentative) report('include-missing', root, reference.target);
    } else if (
      from.ancestors.length > maxDepth ||
      files.length >= maxFiles ||
      length + found.text.length > maxLength
    ) {
      report('include-limit', root, reference.target);
    } else {
      seen.add(found.path);
      length += found.text.length;
      const hint = { path: found.path };
      const format = includedFormat(from.format, hint, found.text);
      const parsed = parsePrompt(found.text, hint, format);
      const isTemplate = from.format === 'promptfoo' && parsed.format === 'chat';
      const included = isTemplate ? withTemplates(found.text, parsed) : parsed;
      files.push({ path: found.path, text: found.text, document: included, reference: root });
      pending.push(...pendingOf(included, found.path, next));
    }
  }
  return { files, issues: issues.toArray() };
}

interface Includer {
  readonly path: string;
  readonly format: FormatId;
  /** The files that led here, this one among them. */
  readonly ancestors: readonly string[];
}

interface Pending {
  readonly reference: Reference;
  readonly root: Reference;
  readonly from: Includer;
}

function pendingOf(document: PromptDocument, path: string, by: Pending | undefined): Pending[] {
  const ancestors = [...(by?.from.ancestors ?? []), path];
  const from = { path, format: document.format, ancestors };
  return document.references
    .filter(({ included }) => included)
    .map((reference) => ({ reference, root: by?.root ?? reference, from }));
}

/** @param missing paths that have been tried in vain; those that follow are added. */
async function firstReadable(
  candidates: readonly string[],
  missing: Set<string>,
  readFile: ReadWorkspaceFile,
): Promise<{ path: string; text: string } | undefined> {
  for (const path of candidates) {
    if (missing.has(path)) continue;
    const text = await readFile(path);
    if (text !== undefined) return { path, text };
    missing.add(path);
  }
  return undefined;
}

const templateExtensions = ['.j2', '.jinja', '.jinja2', '.njk', '.hbs', '.handlebars', '.mustache'];

/**
 * What an included file is read as. Partials and promptfoo's prompts are templates wherever they
 * stand; what Claude Code and Gemini CLI import is memory, whose imports are followed in turn;
 * others are what they look like. Source code is sent as it is, whatever prompts are in it.
 */
function includedFormat(includer: FormatId, hint: FormatHint, text: string): FormatId {
  const importsAgain = includer === 'memory' || includer === 'claude-rule';
  if (importsAgain && formatOnRequest(hint) === 'markdown') return 'memory';
  const known = detectFormat(hint, text);
  if (known) return known;
  const name = fileName(hint.path);
  const isTemplate = templateExtensions.some((extension) => name.endsWith(extension));
  if (isTemplate || includer === 'template' || includer === 'promptfoo') return 'template';
  return includer === 'dotprompt' ? 'dotprompt' : formatOnRequest(hint);
}

/** Messages whose texts are templates, as promptfoo has them in JSON. */
function withTemplates(text: string, document: PromptDocument): PromptDocument {
  const issues = new IssueList();
  const variables: Variable[] = [];
  const segments = document.segments.map((segment) => {
    const template = templatePieces(text, segment.pieces, 'jinja', () => undefined, issues);
    variables.push(...template.variables);
    return { ...segment, pieces: template.pieces };
  });
  return { ...document, segments, variables, issues: [...document.issues, ...issues.toArray()] };
}

/** Where a target may stand, the likeliest first; none where it leads out of the workspace. */
function candidatePaths(format: FormatId, from: string, target: string): string[] {
  const plain = decoded(target.replace(/[#?].*$/s, '')).replaceAll('\\', '/');
  if (plain === '' || plain.startsWith('~') || /^[a-z][a-z0-9+.-]*:/i.test(plain)) return [];
  if (plain.startsWith('/')) return existing([normalizedPath(plain)]);
  const folder = from.slice(0, from.lastIndexOf('/') + 1);
  const project = projectFolder(format, from);
  const atRoot = project === undefined ? [] : [project + plain, plain].map(normalizedPath);
  const names = partialNames(format, from, plain);
  const own = names.map((name) => normalizedPath(folder + name));
  const above =
    format === 'template' ? foldersAbove(folder).map((each) => normalizedPath(each + plain)) : [];
  return existing([...atRoot, ...own, ...above]);
}

/**
 * The folder that a rule of Cursor's or a command of Claude Code's is for, which holds its `.cursor`
 * or `.claude`: their references are relative to it ("[filename.ext](mdc:filename.ext) where the
 * path is relative to the workspace root", Cursor's own instructions for writing rules; "Review the
 * implementation in @src/utils/helpers.js", docs.anthropic.com/en/docs/claude-code/slash-commands).
 * Undefined for all other formats, whose references are relative to the file.
 */
function projectFolder(format: FormatId, path: string): string | undefined {
  if (format !== 'cursor-rule' && format !== 'claude-command') return undefined;
  const settings = format === 'cursor-rule' ? '.cursor/' : '.claude/';
  const at = `/${path}`.lastIndexOf(`/${settings}`);
  return at < 0 ? '' : path.slice(0, at);
}

function existing(paths: readonly (string | undefined)[]): string[] {
  return [...new Set(paths.filter((path) => path !== undefined))];
}

function decoded(target: string): string {
  try {
    return decodeURIComponent(target);
  } catch {
    return target;
  }
}

/** Partials are named without their extension, and often filed with a leading underscore. */
function partialNames(format: FormatId, from: string, target: string): string[] {
  const slash = target.lastIndexOf('/') + 1;
  const folder = target.slice(0, slash);
  const name = target.slice(slash);
  if (format === 'dotprompt') return [`${folder}_${name}.prompt`, `${target}.prompt`, target];
  const extension = /\.(?:hbs|handlebars|mustache)$/.exec(from)?.[0];
  if (format !== 'template' || extension === undefined) return [target];
  return [
    `${target}${extension}`,
    `${folder}_${name}${extension}`,
    `partials/${target}${extension}`,
    target,
  ];
}

/** A Jinja template names others from the loader's folder, which is the own one or one above. */
function foldersAbove(folder: string): string[] {
  const parts = folder.split('/').slice(0, -1);
  return parts
    .map((_, index) =>
      parts
        .slice(0, index)
        .map((part) => `${part}/`)
        .join(''),
    )
    .reverse();
}
