import { createVSIX } from '@vscode/vsce';
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from './paths';

/** What the package may take to download, in bytes; it shall stay a matter of seconds. */
const sizeBudget = 3_000_000;

/**
 * Packages what dist/ holds. Warnings of vsce count as failures, and so does a package that is
 * larger than its budget.
 */
export async function packageExtension(file: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  const warnings = await warningsOf(async () => {
    // Everything is bundled: no dependencies to take along.
    await createVSIX({ cwd: projectRoot, packagePath: file, dependencies: false });
  });
  if (warnings.length > 0) throw new Error(`vsce warns: ${warnings.join('\n')}`);
  const { size } = await stat(file);
  if (size > sizeBudget) {
    throw new Error(`${file} has ${size} bytes: ${size - sizeBudget} more than its budget.`);
  }
  return file;
}

/** What is written by `console.warn` meanwhile, where vsce writes its warnings. */
async function warningsOf(work: () => Promise<void>): Promise<readonly string[]> {
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (...parts: readonly unknown[]) => {
    warnings.push(parts.map(String).join(' '));
  };
  try {
    await work();
  } finally {
    console.warn = warn;
  }
  return warnings;
}
