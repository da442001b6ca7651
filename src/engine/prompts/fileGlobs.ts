import picomatch from 'picomatch/posix.js';

/** Whether a path, relative to its workspace folder and with forward slashes, is meant. */
export type FileMatcher = (path: string) => boolean;

/** Globs, compiled; those that cannot be used are left out. */
export interface FileGlobs {
  readonly matches: FileMatcher;
  readonly unusable: readonly string[];
}

/**
 * Compiles globs as VS Code's settings have them: `*` and `?` stay inside a folder, `**` goes
 * through folders, `[ab]` is one of these characters, `{a,b}` one of these texts; letter case
 * counts, and hidden files are files like others. A folder's name with a slash behind means all
 * that is below it. The editor and the command line both use this one matcher.
 */
export function compileGlobs(globs: readonly string[]): FileGlobs {
  const usable = globs.filter(isUsable);
  const unusable = globs.filter((glob) => !isUsable(glob));
  const matchers = usable.map((glob) => picomatch(plainGlob(glob), options));
  return { matches: (path) => matchers.some((matcher) => matcher(path)), unusable };
}

const options = { dot: true, nonegate: true, noextglob: true } as const;

/** In UTF-16 code units. */
const longestGlob = 500;
const mostStars = 3;
const mostFolderStars = 4;
const mostBraces = 4;

/**
 * A glob becomes a regular expression, and may come from a workspace that nobody trusts: the limits
 * keep the time that it can take on a path small. People's globs are far below them.
 */
function isUsable(glob: string): boolean {
  if (glob.length > longestGlob || plainGlob(glob) === '') return false;
  const parts = glob.split('/');
  const folderStars = parts.filter((part) => part === '**').length;
  const isStarry = parts.some((part) => (part.match(/\*/g) ?? []).length > mostStars);
  const braces = (glob.match(/\{/g) ?? []).length;
  return !isStarry && folderStars <= mostFolderStars && braces <= mostBraces;
}

/** The glob without what would be taken for a regular expression's own signs. */
function plainGlob(glob: string): string {
  const relative = glob.trim().replace(/^(?:\.?\/)+/, '');
  const literal = relative.replace(/\\?[()+|]/g, (sign) => `\\${sign.slice(-1)}`);
  return literal.endsWith('/') ? `${literal}**` : literal;
}
