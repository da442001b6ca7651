/**
 * Writes what is made from the optimizer's rules: a page a rule in docs/rules/;
 * schemas/config.schema.json, by which editors complete and validate `costlens.config.json`; and the
 * same of the setting `costlens.rules` in package.json. `--check` only compares.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as prettier from 'prettier';
import { configSchema } from '../src/engine/rules/config';
import { rules } from '../src/engine/rules/rules';
import { plainCounter } from '../src/engine/tokens/counter';
import { createVocabulary } from '../src/engine/tokens/vocabulary';
import { projectRoot } from '../test/host/paths';
import { ruleIndex, rulePage } from './rulePages';
import * as z from 'zod';

const vocabulary = await readFile(
  path.join(projectRoot, 'dist/vocabularies/o200k_base.vocabulary'),
);
const counter = plainCounter(createVocabulary(vocabulary, 'o200k_base'));

const schema = z.toJSONSchema(configSchema, { target: 'draft-7', io: 'input' });

/** The manifest, the setting's schema that of the configuration's `rules`. */
async function manifestText(): Promise<string> {
  const text = await readFile(path.join(projectRoot, 'package.json'), 'utf8');
  const manifest: unknown = JSON.parse(text);
  const { properties, additionalProperties } = ruleSchema.parse(schema.properties?.['rules']);
  // The object itself, whose keys keep their order.
  assertManifest(manifest);
  const setting = manifest.contributes.configuration.properties['costlens.rules'];
  Object.assign(setting, { properties, additionalProperties });
  return JSON.stringify(manifest);
}

const ruleSchema = z.object({ properties: z.unknown(), additionalProperties: z.unknown() });
function assertManifest(value: unknown): asserts value is z.infer<typeof manifestSchema> {
  manifestSchema.parse(value);
}

const manifestSchema = z.looseObject({
  contributes: z.looseObject({
    configuration: z.looseObject({
      properties: z.looseObject({ 'costlens.rules': z.looseObject({}) }),
    }),
  }),
});

const texts: readonly (readonly [string, string])[] = [
  ['schemas/config.schema.json', JSON.stringify(schema)],
  ['package.json', await manifestText()],
  ['docs/rules/README.md', ruleIndex(rules)],
  ...rules.map((rule) => [`docs/rules/${rule.id}.md`, rulePage(rule, counter)] as const),
];

for (const [file, text] of texts) {
  const target = path.join(projectRoot, file);
  const options = await prettier.resolveConfig(target);
  const formatted = await prettier.format(text, { ...options, filepath: file });
  if (process.argv.includes('--check')) {
    if ((await readFile(target, 'utf8').catch(() => '')) === formatted) continue;
    console.error(`${file} is out of date: run npm run docs`);
    process.exitCode = 1;
  } else {
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, formatted);
  }
}
