import type { Piece, PromptDocument, Segment } from './document';

/** A file that may be sent with every request, its path relative to the root of the workspace. */
export interface InstructionFile {
  readonly path: string;
  readonly text: string;
  readonly document: PromptDocument;
}

/** A tool that sends instruction files with every request. */
export interface AlwaysOnTool {
  readonly name: string;
  /** The maker's own pages that say what it sends. */
  readonly sources: readonly string[];
  /**
   * Whether it takes a file of this path into every request.
   *
   * @param path in lower case.
   * @param paths all paths of the workspace, in lower case: some files stand in for others.
   */
  readonly takes: (path: string, paths: ReadonlySet<string>) => boolean;
  /** How many bytes it reads of all its files together; absent where none is published. */
  readonly maxBytes?: number;
}

const agentsFile = (path: string): boolean => path === 'agents.md';
const inFolders =
  (...folders: readonly string[]) =>
  (path: string): boolean =>
    folders.some((folder) => path.startsWith(`${folder}/`));
const skillIn =
  (...folders: readonly string[]) =>
  (path: string): boolean =>
    inFolders(...folders.map((folder) => `${folder}/skills`))(path) && path.endsWith('/skill.md');

/**
 * What each tool sends with every request, from the root of the workspace. Files in the folders
 * below are not here unless a tool's pages say otherwise: the others add them once the model works
 * there (Claude Code, Gemini CLI, Windsurf, Copilot), or where they are started there (Codex). Of
 * skills the name and the description are always sent (https://agentskills.io/specification).
 * docs/formats.md says what each of the pages says.
 */
export const alwaysOnTools: readonly AlwaysOnTool[] = [
  {
    name: 'GitHub Copilot in VS Code',
    sources: [
      'https://code.visualstudio.com/docs/agent-customization/custom-instructions',
      'https://code.visualstudio.com/docs/agents/reference/custom-instructions-reference',
      'https://code.visualstudio.com/docs/agent-customization/agent-skills',
      'https://docs.github.com/en/copilot/how-tos/use-copilot-agents/cloud-agent/create-skills',
    ],
    takes: (path) =>
      path === '.github/copilot-instructions.md' ||
      agentsFile(path) ||
      (inFolders('.github/instructions')(path) && path.endsWith('.instructions.md')) ||
      skillIn('.github', '.agents', '.claude')(path),
  },
  {
    name: 'Claude Code',
    sources: ['https://code.claude.com/docs/en/memory', 'https://code.claude.com/docs/en/skills'],
    takes: (path) =>
      ['claude.md', '.claude/claude.md', 'claude.local.md'].includes(path) ||
      (inFolders('.claude/rules')(path) && path.endsWith('.md')) ||
      skillIn('.claude')(path),
  },
  {
    name: 'Cursor',
    sources: ['https://www.cursor.com/docs/rules', 'https://docs.cursor.com/context/rules'],
    takes: (path) =>
      path === '.cursorrules' ||
      agentsFile(path) ||
      (inFolders('.cursor/rules')(path) && path.endsWith('.mdc')),
  },
  {
    name: 'Gemini CLI',
    sources: ['https://geminicli.com/docs/cli/gemini-md'],
    takes: (path) => path === 'gemini.md',
  },
  {
    name: 'Windsurf',
    sources: ['https://docs.windsurf.com/windsurf/cascade/memories'],
    // Rules are found in every folder of the workspace.
    takes: (path) => agentsFile(path) || /(?:^|\/)\.windsurf\/rules\/[^/]+\.md$/.test(path),
  },
  {
    name: 'Cline',
    sources: [
      'https://docs.cline.bot/customization/cline-rules',
      'https://docs.cline.bot/features/cline-rules/overview',
      'https://docs.cline.bot/features/cline-rules/conditional-rules',
    ],
    // AGENTS.md is searched for in every folder.
    takes: (path) =>
      ['.clinerules', '.cursorrules', '.windsurfrules'].includes(path) ||
      path.split('/').at(-1) === 'agents.md' ||
      (inFolders('.clinerules', '.cline/rules')(path) && path.endsWith('.md')),
  },
  {
    name: 'Codex',
    sources: [
      'https://developers.openai.com/codex/guides/agents-md',
      'https://github.com/openai/codex/blob/main/docs/agents_md.md',
    ],
    takes: (path, paths) =>
      path === 'agents.override.md' || (agentsFile(path) && !paths.has('agents.override.md')),
    // Its `project_doc_max_bytes`, which users can change.
    maxBytes: 32 * 1024,
  },
];

/** A file that a tool sends, with only the part that is always sent. */
export interface SentFile<File extends InstructionFile> {
  readonly file: File;
  readonly document: PromptDocument;
  /** True where the tool reads only the beginning, because the files are larger than it takes. */
  readonly isCut: boolean;
}

/** The files that a tool sends with every request. */
export function alwaysOnFiles<File extends InstructionFile>(
  { takes, maxBytes = Infinity }: AlwaysOnTool,
  files: readonly File[],
): SentFile<File>[] {
  const paths = new Set(files.map(({ path }) => path.toLowerCase()));
  const sent: SentFile<File>[] = [];
  let left = maxBytes;
  for (const file of files) {
    if (!takes(file.path.toLowerCase(), paths)) continue;
    const always = alwaysPart(file.document);
    if (always.segments.length === 0) continue;
    const end = utf8Prefix(file.text, left);
    const isCut = end.units < file.text.length;
    const document = isCut ? beginning(always, end.units) : always;
    if (document.segments.length > 0) sent.push({ file, document, isCut });
    left -= end.bytes;
  }
  return sent;
}

/** What goes with every request; with what is left out go the files that it includes. */
function alwaysPart(document: PromptDocument): PromptDocument {
  const segments = document.segments.filter(
    ({ tier }) => tier === 'always' || (tier === undefined && document.appliesTo === undefined),
  );
  return withSegments(document, segments);
}

/** The part of a document before an offset. */
function beginning(document: PromptDocument, end: number): PromptDocument {
  const segments = document.segments.flatMap((segment): Segment[] => {
    const pieces = segment.pieces.flatMap((piece) => pieceBefore(piece, end));
    const range = { start: segment.range.start, end: Math.min(segment.range.end, end) };
    return range.start < end ? [{ ...segment, range, pieces }] : [];
  });
  return withSegments(document, segments);
}

function pieceBefore(piece: Piece, end: number): Piece[] {
  const { start } = piece.range;
  if (piece.range.end <= end) return [piece];
  return start < end && piece.text === undefined ? [{ range: { start, end } }] : [];
}

function withSegments(document: PromptDocument, segments: readonly Segment[]): PromptDocument {
  const isInside = ({ range }: { range: Segment['range'] }): boolean =>
    segments.some(
      (segment) => segment.range.start <= range.start && range.end <= segment.range.end,
    );
  return { ...document, segments, references: document.references.filter(isInside) };
}

/** How much of the text so many bytes of UTF-8 hold, in UTF-16 code units, whole characters only. */
function utf8Prefix(text: string, maxBytes: number): { units: number; bytes: number } {
  // A UTF-16 code unit has at most three bytes.
  if (text.length * 3 <= maxBytes) return { units: text.length, bytes: utf8Bytes(text) };
  let bytes = 0;
  let units = 0;
  for (const character of text) {
    const next = bytes + utf8Bytes(character);
    if (next > maxBytes) break;
    bytes = next;
    units += character.length;
  }
  return { units, bytes };
}

function utf8Bytes(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
