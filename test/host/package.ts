import { createVSIX } from '@vscode/vsce';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from './paths';

/** Packages what dist/ holds, as `npm run package` does but without building it again. */
export async function packageExtension(file: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  // Everything is bundled: no dependencies to take along.
  await createVSIX({ cwd: projectRoot, packagePath: file, dependencies: false });
  return file;
}
