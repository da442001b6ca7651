import type { PromptDocument } from './document';

/** A file that may be sent with every request, its path relative to the root of the workspace. */
export interface InstructionFile {
  readonly path: string;
  readonly document: PromptDocument;
}

/** A tool that sends instruction files with every request. */
export interface AlwaysOnTool {
  readonly name: string;
  /** Where what it sends was read. */
  readonly sources: readonly string[];
  /** Whether it takes a file of this path into every request; the path in lower case. */
  readonly takes: (path: string) => boolean;
  /** A file that is sent in another's place, where both are there; in lower case. */
  readonly instead?: { readonly of: string; readonly is: string };
}

const agentsFile = (path: string): boolean => path === 'agents.md';
const skillIn =
  (...folders: readonly string[]) =>
  (path: string): boolean =>
    folders.some((folder) => path.startsWith(`${folder}/skills/`)) && path.endsWith('/skill.md');

/**
 * What each tool sends with every request, from the root of the workspace. Files in the folders
 * below are not here: all of these tools add them, if at all, once the model works there. Of skills
 * the name and the description are always sent (https://agentskills.io/specification).
 */
export const alwaysOnTools: readonly AlwaysOnTool[] = [
  {
    name: 'GitHub Copilot in VS Code',
    sources: [
      'https://code.visualstudio.com/docs/agent-customization/custom-instructions',
      'https://docs.github.com/en/copilot/how-tos/configure-custom-instructions-in-your-ide/add-repository-instructions-in-your-ide',
      'https://smithery.ai/skills/microsoft/agent-customization',
    ],
    takes: (path) =>
      path === '.github/copilot-instructions.md' ||
      agentsFile(path) ||
      (path.startsWith('.github/instructions/') && path.endsWith('.instructions.md')) ||
      skillIn('.github', '.agents', '.claude')(path),
  },
  {
    name: 'Claude Code',
    sources: ['https://code.claude.com/docs/en/memory', 'https://code.claude.com/docs/en/skills'],
    takes: (path) =>
      ['claude.md', '.claude/claude.md', 'claude.local.md'].includes(path) ||
      (path.startsWith('.claude/rules/') && path.endsWith('.md')) ||
      skillIn('.claude')(path),
  },
  {
    name: 'Cursor',
    sources: ['https://www.cursor.com/docs/rules', 'https://docs.cursor.com/context/rules'],
    takes: (path) =>
      path === '.cursorrules' ||
      agentsFile(path) ||
      (path.startsWith('.cursor/rules/') && path.endsWith('.mdc')),
  },
  {
    name: 'Gemini CLI',
    sources: ['https://geminicli.com/docs/cli/gemini-md'],
    takes: (path) => path === 'gemini.md',
  },
  {
    name: 'Windsurf',
    sources: [
      'https://docs.windsurf.com/windsurf/cascade/memories',
      'https://www.skillwright.app/blog/windsurf-rules-guide',
    ],
    takes: (path) => path === '.windsurfrules' || agentsFile(path),
  },
  {
    name: 'Cline',
    sources: ['https://docs.cline.bot/features/cline-rules/overview'],
    takes: (path) =>
      path === '.clinerules' ||
      agentsFile(path) ||
      (path.startsWith('.clinerules/') && path.endsWith('.md')),
  },
  {
    name: 'Codex',
    sources: ['https://developers.openai.com/codex/guides/agents-md'],
    takes: (path) => agentsFile(path) || path === 'agents.override.md',
    instead: { of: 'agents.md', is: 'agents.override.md' },
  },
];

/** The files that a tool sends with every request, each with only the part that is always sent. */
export function alwaysOnFiles<File extends InstructionFile>(
  { takes, instead }: AlwaysOnTool,
  files: readonly File[],
): File[] {
  const paths = new Set(files.map(({ path }) => path.toLowerCase()));
  return files.flatMap((file) => {
    const path = file.path.toLowerCase();
    if (!takes(path) || (instead?.of === path && paths.has(instead.is))) return [];
    const document = alwaysPart(file.document);
    return document.segments.length === 0 ? [] : [{ ...file, document }];
  });
}

/** What goes with every request; with what is left out go the files that it includes. */
function alwaysPart(document: PromptDocument): PromptDocument {
  const segments = document.segments.filter(
    ({ tier }) => tier === 'always' || (tier === undefined && document.appliesTo === undefined),
  );
  const references = document.references.filter(({ range }) =>
    segments.some(
      (segment) => segment.range.start <= range.start && range.end <= segment.range.end,
    ),
  );
  return { ...document, segments, references };
}
