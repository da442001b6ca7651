import * as z from 'zod';
import { valueAt } from '../systems/path';
import type { Path } from '../systems/system';
import { isRange, pointOf } from '../uncertainty/quantity';
import type { CompletionContext } from './completionContext';
import { fieldAt, schemaAt } from './fieldAt';
import { plainOrQuoted } from './scenarioEdits';
import { readScenarioFile } from './scenarioFile';
import { sectionStarters } from './starters';

type Layout = Pick<CompletionContext, 'isFlow' | 'shift' | 'quote'>;

/** A key with a value to be replaced, and what the key's map has to have, as an editor's snippet. */
export function keySnippet(path: Path, { isFlow, shift, quote }: Layout): string {
  const key = String(path.at(-1));
  const places = new Places();
  if (quote !== '') return escaped(key);
  const value = valueSnippet(path, places, isFlow ? undefined : ' '.repeat(shift + 2));
  return `${escaped(plainOrQuoted(key))}:${value}`;
}

/** Numbers the places of a snippet. */
class Places {
  private last = 0;

  with(text: string): string {
    this.last++;
    return text === '' ? `\${${this.last}}` : `\${${this.last}:${escaped(text)}}`;
  }

  oneOf(words: readonly string[]): string {
    this.last++;
    return `\${${this.last}|${words.map(escapedChoice).join(',')}|}`;
  }
}

/**
 * What stands behind a key's colon.
 *
 * @param indent of the lines below; undefined where everything stands in one line.
 */
function valueSnippet(path: Path, places: Places, indent: string | undefined): string {
  const schema = schemaAt(path);
  if (schema instanceof z.ZodObject) return mapSnippet(path, schema, places, indent);
  if (schema instanceof z.ZodArray) return listSnippet(path, places, indent);
  if (schema instanceof z.ZodRecord) {
    const pair = `${places.with('name')}: ${places.with('')}`;
    return indent === undefined ? ` { ${pair} }` : `\n${indent}${pair}`;
  }
  return ` ${scalarSnippet(path, schema, places)}`;
}

function mapSnippet(
  path: Path,
  schema: z.ZodObject,
  places: Places,
  indent: string | undefined,
): string {
  const required = Object.entries(schema.shape)
    .filter(([, child]) => !(child instanceof z.ZodOptional))
    .map(([key]) => key);
  if (indent === undefined) {
    const pairs = required.map(
      (key) => `${key}:${valueSnippet([...path, key], places, undefined)}`,
    );
    return pairs.length === 0 ? ` { ${places.with('')} }` : ` { ${pairs.join(', ')} }`;
  }
  const lines = required.map(
    (key) => `${indent}${key}:${valueSnippet([...path, key], places, `${indent}  `)}`,
  );
  return lines.length === 0 ? `\n${indent}${places.with('')}` : `\n${lines.join('\n')}`;
}

function listSnippet(path: Path, places: Places, indent: string | undefined): string {
  const item = [...path, 0];
  const schema = schemaAt(item);
  if (!(schema instanceof z.ZodObject) || indent === undefined) {
    return ` [${valueSnippet(item, places, undefined).trimStart()}]`;
  }
  const map = mapSnippet(item, schema, places, `${indent}  `);
  // The first of the item's keys comes up behind the dash.
  return `\n${indent}- ${map.trimStart()}`;
}

function scalarSnippet(path: Path, schema: z.ZodType | undefined, places: Places): string {
  if (schema instanceof z.ZodEnum) return places.oneOf(schema.options.map(String));
  if (schema instanceof z.ZodBoolean) return places.oneOf(['true', 'false']);
  if (schema instanceof z.ZodLiteral) return [...schema.values].join('');
  return places.with(exampleText(path));
}

/** A sensible value: the default, else that of the section's starter; empty where there is none. */
function exampleText(path: Path): string {
  const example: unknown = fieldAt(path)?.default ?? starterValue(path);
  if (typeof example === 'number') return String(example);
  if (isRange(example)) return String(Number(pointOf(example).toPrecision(3)));
  return typeof example === 'string' ? plainOrQuoted(example) : '';
}

let starters: unknown;

function starterValue(path: Path): unknown {
  starters ??= readScenarioFile(Object.values(sectionStarters).join('\n'), 'yaml').value;
  return valueAt(
    starters,
    path.map((step) => (typeof step === 'number' ? 0 : step)),
  );
}

function escaped(text: string): string {
  return text.replaceAll(/[$}\\]/g, String.raw`\$&`);
}

function escapedChoice(text: string): string {
  return text.replaceAll(/[$}\\,|]/g, String.raw`\$&`);
}
