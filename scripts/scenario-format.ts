/**
 * Writes what is made from the schema of scenario files: schemas/scenario.schema.json, by which
 * editors complete and validate `*.cost.json`, and docs/scenario-format.md. `--check` only compares.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as prettier from 'prettier';
import { scenarioJsonSchema } from '../src/engine/scenario/jsonSchema';
import { headerSchemas, sectionSchemas } from '../src/engine/scenario/sections';
import { sectionTitles } from '../src/engine/scenario/sectionTitles';
import { sectionStarters } from '../src/engine/scenario/starters';
import type { FieldMeta } from '../src/engine/systems/fields';
import { projectRoot } from '../test/host/paths';
import * as z from 'zod';

/** The keys below a schema, by their paths, with what they are. */
function* inputs(schema: z.ZodType, at: string): Generator<readonly [string, FieldMeta]> {
  if (schema instanceof z.ZodOptional) {
    yield* inputs(schema.unwrap() as z.ZodType, at);
    return;
  }
  const meta = schema.meta() as FieldMeta | undefined;
  if (meta?.description !== undefined && at !== '') yield [at, meta];
  if (schema instanceof z.ZodArray) yield* inputs(schema.element as z.ZodType, `${at}[]`);
  if (schema instanceof z.ZodRecord) yield* inputs(schema.valueType as z.ZodType, `${at}.*`);
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Readonly<Record<string, z.ZodType>>;
    for (const [key, child] of Object.entries(shape)) {
      yield* inputs(child, at === '' ? key : `${at}.${key}`);
    }
  }
}

function table(rows: Iterable<readonly [string, FieldMeta]>): string {
  const lines = [...rows].map(
    ([key, { description, unit = '', default: preset = '' }]) =>
      `| \`${key}\` | ${description.replaceAll('|', String.raw`\|`)} | ${unit} | ${String(preset)} |`,
  );
  return ['| input | what it is | unit | default |', '| --- | --- | --- | --- |', ...lines].join(
    '\n',
  );
}

function documentation(): string {
  const header = Object.entries(headerSchemas).flatMap(([key, schema]) => [...inputs(schema, key)]);
  const sections = Object.entries(sectionSchemas).map(([name, schema]) => {
    const key = name as keyof typeof sectionSchemas;
    const starter = key in sectionStarters ? sectionStarters[key] : '';
    return `## ${sectionTitles[key]}: \`${name}\`\n\n\`\`\`yaml\n${starter}\`\`\`\n\n${table(inputs(schema, ''))}`;
  });
  return `# Scenario files

\`*.cost.yaml\`, \`*.cost.yml\` and \`*.cost.json\` describe one AI system. Every section is optional and
stands alone; sections share \`workload\` and take from one another what they are not given. Unknown
keys, wrong types and impossible values are problems at their place; a bad section does not touch the
others' results. This page is made from the schema by \`npm run docs\`.

Amounts are those of a month unless a name says otherwise. Keys that end in \`Pct\` and the
utilisations of \`gpuFleet\` go from 0 to 100; every other rate, share and margin goes from 0 to 1.
A figure that can't be given is null, with its reason; it is never made up.

Any number marked with a unit may be a range: \`{ low, high }\`, a 90 % interval (lognormal where both
are positive, else normal), or \`{ min, mode, max }\` (PERT). Headline figures then carry p10, p50 and
p90 from a seeded simulation, and a tornado that says which input moves them most.

## The head of the file

${table(header)}

${sections.join('\n\n')}
`;
}

async function written(file: string, text: string): Promise<[string, string]> {
  const options = await prettier.resolveConfig(path.join(projectRoot, file));
  return [file, await prettier.format(text, { ...options, filepath: file })];
}

const files = await Promise.all([
  written('schemas/scenario.schema.json', JSON.stringify(scenarioJsonSchema())),
  written('docs/scenario-format.md', documentation()),
]);
for (const [file, text] of files) {
  const target = path.join(projectRoot, file);
  if (!process.argv.includes('--check')) await writeFile(target, text);
  else if ((await readFile(target, 'utf8').catch(() => '')) !== text) {
    console.error(`${file} is out of date: run npm run docs`);
    process.exitCode = 1;
  }
}
