/**
 * Writes l10n/bundle.l10n.json, the English strings that translators start from: every literal that
 * the views translate, and the engine's prose. `--check` only compares.
 */
import { getL10nJson, type l10nJsonFormat } from '@vscode/l10n-dev';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { globSync } from 'tinyglobby';
import * as z from 'zod';
import { issueTemplates } from '../src/engine/issues';
import { sectionFigures } from '../src/engine/scenario/headlines';
import { scenarioSchema } from '../src/engine/scenario/sections';
import { sectionTitles } from '../src/engine/scenario/sectionTitles';
import { adviceTemplates } from '../src/engine/systems/advice';
import type { Figures } from '../src/engine/systems/figures';
import { reasonTexts } from '../src/engine/systems/reasons';
import { tcoComponents } from '../src/engine/systems/tco/components';
import { projectRoot } from '../test/host/paths';

const bundle = path.join(projectRoot, 'l10n', 'bundle.l10n.json');

async function collect(): Promise<l10nJsonFormat> {
  const files = globSync('src/**/*.ts', { cwd: projectRoot, absolute: true }).sort();
  const sources = await Promise.all(
    files.map(async (file) => ({ extension: '.ts', contents: await readFile(file, 'utf8') })),
  );
  const prose = engineProse().map((text) => [text, text]);
  return { ...(await getL10nJson(sources)), ...(Object.fromEntries(prose) as l10nJsonFormat) };
}

/** Issues, reasons, advice, lists, what inputs are, and what figures and sections are called. */
function engineProse(): readonly string[] {
  return [
    ...Object.values(issueTemplates),
    ...Object.values(reasonTexts),
    ...Object.values(adviceTemplates),
    ...Object.values(sectionTitles),
    ...Object.values(tcoComponents).flatMap(({ title, description, estimation }) => [
      title,
      description,
      estimation,
    ]),
    ...descriptions(z.toJSONSchema(scenarioSchema)),
    ...Object.values<Figures<never>>(sectionFigures).flatMap((figures) =>
      Object.values(figures).map(({ title }) => title),
    ),
  ];
}

/** The descriptions in a JSON Schema; a property may be called "description" too. */
function descriptions(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) =>
    key === 'description' && typeof value === 'string' ? [value] : descriptions(value),
  );
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
