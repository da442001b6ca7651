/** The last part of a path with forward slashes, in lower case. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}

/** True where the path has this run of folders: `inFolder('/a/.claude/rules/b.md', '.claude/rules')`. */
export function inFolder(path: string, folder: string): boolean {
  return `/${path.toLowerCase()}`.includes(`/${folder}/`);
}

/** The path without `.` and `..`; undefined where it climbs out of the workspace. */
export function normalizedPath(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}

/** The path of a file from the folder of another, both from the same root, with forward slashes. */
export function relativePath(from: string, to: string): string {
  const folders = from.split('/').slice(0, -1);
  const parts = to.split('/');
  const last = parts.length - 1;
  let common = 0;
  while (common < Math.min(folders.length, last) && folders[common] === parts[common]) common++;
  return [...folders.slice(common).map(() => '..'), ...parts.slice(common)].join('/');
}
