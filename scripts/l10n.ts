/**
 * Writes l10n/bundle.l10n.json, the English strings that translators start from: every literal that
 * the views translate, and the templates of the engine's issues. `--check` only compares.
 */
import { getL10nJson, type l10nJsonFormat } from '@vscode/l10n-dev';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import { issueTemplates } from '../src/engine/issues';
import { projectRoot } from '../test/host/paths';

const bundle = path.join(projectRoot, 'l10n', 'bundle.l10n.json');

async function collect(): Promise<l10nJsonFormat> {
  const files = globSync('src/**/*.ts', { cwd: projectRoot, absolute: true }).sort();
  const sources = await Promise.all(
    files.map(async (file) => ({ extension: '.ts', contents: await readFile(file, 'utf8') })),
  );
  const issues = Object.values(issueTemplates).map((text) => [text, text]);
  return { ...(await getL10nJson(sources)), ...(Object.fromEntries(issues) as l10nJsonFormat) };
}

const strings = await collect();
const sorted = Object.fromEntries(Object.entries(strings).sort(([a], [b]) => (a < b ? -1 : 1)));
const text = `${JSON.stringify(sorted, null, 2)}\n`;
if (process.argv.includes('--check')) {
  if ((await readFile(bundle, 'utf8').catch(() => '')) !== text) {
    console.error('l10n/bundle.l10n.json is out of date: run npm run l10n');
    process.exitCode = 1;
  }
} else {
  await writeFile(bundle, text);
  console.log(`${String(Object.keys(sorted).length)} strings`);
}
