import * as z from 'zod';
import type { FieldMeta, Reference } from '../systems/fields';
import { parsePath, valueAt } from '../systems/path';
import type { Path } from '../systems/system';
import type { TextRange } from '../text/range';
import type { CompletionContext } from './completionContext';
import { fieldAt, keysAt, schemaAt } from './fieldAt';
import { inputPath } from './inputAt';
import { plainOrQuoted } from './scenarioEdits';
import { keySnippet } from './keySnippet';
import type { KnownNames } from './referenceNames';
import type { ScenarioFile } from './scenarioFile';
import { sectionSchemas } from './sections';
import { sectionStarters } from './starters';
import { variantPaths } from './variantPaths';

/** Something to be written at a place of a scenario file. */
export interface Suggestion {
  readonly label: string;
  readonly kind: 'section' | 'key' | 'choice' | 'name' | 'path';
  /** In the syntax of snippets where `isSnippet`, else as it stands. */
  readonly insert: string;
  readonly isSnippet: boolean;
  /** What is known of the input. */
  readonly field?: FieldMeta;
  /** The key that the file has to have: it is worth to be offered first. */
  readonly isRequired?: boolean;
}

/** A suggestion, and the text that makes way for it. */
export interface PlacedSuggestion extends Suggestion {
  readonly replace: TextRange;
}

/**
 * What may be written at a place of a file.
 *
 * @param contexts of the place, the likelier first: the first counts in which there is anything.
 */
export function suggestionsAt(
  file: ScenarioFile,
  contexts: readonly CompletionContext[],
  names: KnownNames,
): readonly PlacedSuggestion[] {
  const suggest = file.language === 'json' ? jsonSuggestions : yamlSuggestions;
  for (const context of contexts) {
    const found = suggest(file, context, names);
    if (found.length > 0) {
      return found.map((suggestion) => ({ ...suggestion, replace: context.replace }));
    }
  }
  return [];
}

function yamlSuggestions(
  file: ScenarioFile,
  context: CompletionContext,
  names: KnownNames,
): readonly Suggestion[] {
  if (context.part === 'value') return valueSuggestions(file, context, names);
  if (isVariantSet(context.path)) return pathSuggestions(file, context);
  const path = inputPath(context.path);
  const shape = schemaAt(path);
  return keysAt(path)
    .filter((key) => !context.present.includes(key))
    .map((key): Suggestion => {
      const starter = starterOf(path, key, context);
      const at = [...path, key];
      const field = fieldAt(at);
      const isRequired = shape instanceof z.ZodObject && !isOptional(shape, key);
      return {
        label: key,
        kind: path.length === 0 && Object.hasOwn(sectionSchemas, key) ? 'section' : 'key',
        insert: starter ?? (context.hasColon ? key : keySnippet(at, context)),
        isSnippet: starter === undefined && !context.hasColon,
        ...(field && { field }),
        isRequired,
      };
    });
}

/** What only this file and its workspace know: everything else VS Code takes from the JSON Schema. */
function jsonSuggestions(
  file: ScenarioFile,
  context: CompletionContext,
  names: KnownNames,
): readonly Suggestion[] {
  const suggestions =
    context.part === 'value'
      ? valueSuggestions(file, context, names).filter(({ kind }) => kind === 'name')
      : isVariantSet(context.path)
        ? pathSuggestions(file, context)
        : [];
  return suggestions.map((suggestion) => ({
    ...suggestion,
    insert: context.quote === '' ? JSON.stringify(suggestion.label) : suggestion.label,
    isSnippet: false,
  }));
}

function isOptional(shape: z.ZodObject, key: string): boolean {
  return shape.shape[key] instanceof z.ZodOptional;
}

/** A section's beginning, where it has one and lines of its own to stand in. */
function starterOf(path: Path, key: string, context: CompletionContext): string | undefined {
  const isPlace = path.length === 0 && !context.isFlow && context.quote === '' && !context.hasColon;
  const starters: Readonly<Partial<Record<string, string>>> = sectionStarters;
  return isPlace ? starters[key] : undefined;
}

function isVariantSet([first, , third, ...rest]: Path): boolean {
  return first === 'variants' && third === 'set' && rest.length === 0;
}

function pathSuggestions(file: ScenarioFile, context: CompletionContext): readonly Suggestion[] {
  return variantPaths(file.value)
    .filter((path) => !context.present.includes(path))
    .map((path): Suggestion => {
      const field = fieldAt(parsePath(path) ?? []);
      const written = context.quote === '' ? plainOrQuoted(path) : path;
      return {
        label: path,
        kind: 'path',
        insert: context.hasColon || context.quote !== '' ? written : `${written}: `,
        isSnippet: false,
        ...(field && { field }),
      };
    });
}

function valueSuggestions(
  file: ScenarioFile,
  context: CompletionContext,
  names: KnownNames,
): readonly Suggestion[] {
  const path = inputPath(context.path);
  const schema = schemaAt(path);
  const field = fieldAt(path);
  const suggestion = (label: string, kind: 'choice' | 'name'): Suggestion => ({
    label,
    kind,
    insert: context.quote === '' ? plainOrQuoted(label) : label,
    isSnippet: false,
    ...(field && { field }),
  });
  if (schema instanceof z.ZodEnum) {
    return schema.options.map((word) => suggestion(String(word), 'choice'));
  }
  if (schema instanceof z.ZodBoolean) {
    return ['true', 'false'].map((word) => ({ ...suggestion(word, 'choice'), insert: word }));
  }
  const refersTo = field?.refersTo;
  if (!refersTo) return [];
  const all = [...ownRows(file, refersTo), ...(names[refersTo] ?? [])];
  return [...new Set(all)].map((name) => suggestion(name, 'name'));
}

const ownLists = {
  accelerator: ['accelerators', 'id'],
  architecture: ['architectures', 'id'],
  instance: ['instances', 'instance'],
} as const;

/** The rows that the scenario itself adds to a catalog. */
function ownRows({ value }: ScenarioFile, refersTo: Reference): readonly string[] {
  if (!Object.hasOwn(ownLists, refersTo)) return [];
  const [list, key] = ownLists[refersTo as keyof typeof ownLists];
  const rows = valueAt(value, ['catalogs', list]);
  if (!Array.isArray(rows)) return [];
  return rows.map((row) => valueAt(row, [key])).filter((name) => typeof name === 'string');
}
