import { stringOf, toJson, type SourceEntry, type SourceMap, type SourceValue } from '../source';

const scalarTypes = new Set(['any', 'boolean', 'integer', 'null', 'number', 'string']);
const maxDepth = 20;

/**
 * Picoschema, Dotprompt's short form of JSON Schema (google/dotprompt: js/src/picoschema.ts), as
 * the JSON Schema that is sent. JSON Schema itself is taken as it is; a schema that is only named
 * is defined elsewhere, and gives undefined.
 */
export function picoschemaJson(text: string, schema: SourceValue): string | undefined {
  if (schema.kind === 'string') return scalarJson(stringOf(text, schema) ?? '', false);
  if (schema.kind !== 'map') return undefined;
  const type = schema.entries.find(({ key }) => key === 'type')?.value;
  const typeName = stringOf(text, type);
  const isJsonSchema =
    (typeName !== undefined &&
      (scalarTypes.has(typeName) || /^(?:object|array)$/.test(typeName))) ||
    schema.entries.some(({ key, value }) => key === 'properties' && value.kind === 'map');
  return isJsonSchema ? toJson(text, schema) : objectJson(text, schema, false, 0);
}

/** `string, a description`: the type and what follows the comma. */
function scalarJson(definition: string, optional: boolean): string | undefined {
  const { type, description } = described(definition);
  if (!scalarTypes.has(type)) return undefined;
  return members([
    type === 'any' ? undefined : ['type', typeJson(type, optional)],
    description === undefined ? undefined : ['description', JSON.stringify(description)],
  ]);
}

function described(definition: string): { type: string; description: string | undefined } {
  const comma = definition.indexOf(',');
  if (comma < 0) return { type: definition.trim(), description: undefined };
  return {
    type: definition.slice(0, comma).trim(),
    description: definition.slice(comma + 1).trim(),
  };
}

function typeJson(type: string, optional: boolean): string {
  return optional ? `["${type}","null"]` : `"${type}"`;
}

function objectJson(text: string, map: SourceMap, optional: boolean, depth: number): string {
  const wildcard = map.entries.find(({ key }) => key === '(*)');
  const properties = map.entries.filter((entry) => entry !== wildcard);
  const required = properties.flatMap(({ key }) => {
    const { name, isOptional } = keyParts(key);
    return isOptional ? [] : [JSON.stringify(name)];
  });
  const schemas = properties.map((entry): [string, string] => [
    keyParts(entry.key).name,
    propertyJson(text, entry, depth),
  ]);
  return members([
    ['type', typeJson('object', optional)],
    ['properties', members(schemas)],
    required.length > 0 ? ['required', `[${required.join(',')}]`] : undefined,
    ['additionalProperties', wildcard ? valueJson(text, wildcard.value, false, depth) : 'false'],
  ]);
}

/** A key is `name`, `name?`, or either with `(type, description)` behind it. */
function keyParts(key: string): { name: string; isOptional: boolean; type: string | undefined } {
  const open = key.indexOf('(');
  const name = open < 0 ? key : key.slice(0, open);
  const isOptional = name.endsWith('?');
  return {
    name: isOptional ? name.slice(0, -1) : name,
    isOptional,
    type: open < 0 ? undefined : key.slice(open + 1, key.endsWith(')') ? -1 : undefined),
  };
}

function propertyJson(text: string, { key, value }: SourceEntry, depth: number): string {
  const { isOptional, type: definition } = keyParts(key);
  if (definition === undefined) return valueJson(text, value, isOptional, depth);
  const { type, description } = described(definition);
  const about: [string, string] | undefined =
    description === undefined ? undefined : ['description', JSON.stringify(description)];
  if (type === 'enum') return members([['enum', toJson(text, value)], about]);
  if (type === 'array') {
    return members([
      ['type', typeJson('array', isOptional)],
      ['items', valueJson(text, value, false, depth)],
      about,
    ]);
  }
  const json = valueJson(text, value, isOptional, depth);
  return about ? `${json.slice(0, -1)},"description":${about[1]}}` : json;
}

function valueJson(text: string, value: SourceValue, optional: boolean, depth: number): string {
  if (value.kind === 'string') return scalarJson(stringOf(text, value) ?? '', optional) ?? '{}';
  if (value.kind === 'map' && depth < maxDepth) return objectJson(text, value, optional, depth + 1);
  return '{}';
}

function members(entries: readonly ([string, string] | undefined)[]): string {
  const present = entries.filter((entry) => entry !== undefined);
  return `{${present.map(([key, json]) => `${JSON.stringify(key)}:${json}`).join(',')}}`;
}
