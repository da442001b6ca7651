/** The last part of a path with forward slashes, in lower case. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}

/** True where the path has this run of folders: `inFolder('/a/.claude/rules/b.md', '.claude/rules')`. */
export function inFolder(path: string, folder: string): boolean {
  return `/${path.toLowerCase()}`.includes(`/${folder}/`);
}
