import { entriesOf, entryValue, itemsOf, stringOf, toJson, type SourceValue } from '../source';

/** Prompty's kinds in JSON Schema (microsoft/prompty: runtime/typescript/packages/openai/src/wire.ts). */
const jsonTypes: ReadonlyMap<string, string> = new Map([
  ['string', 'string'],
  ['integer', 'integer'],
  ['float', 'number'],
  ['number', 'number'],
  ['boolean', 'boolean'],
  ['array', 'array'],
  ['object', 'object'],
]);

/** How deep schemas are followed: an untrusted file could otherwise exhaust the stack. */
const maxDepth = 20;

/**
 * The function tools of a prompty as a chat request carries them; undefined where it has none.
 * Tools of other kinds are resolved elsewhere and not sent in this form. A tool that is written as
 * the API's own JSON (version 1) is taken as it is.
 */
export function toolsJson(text: string, tools: SourceValue): string | undefined {
  const list = tools.kind === 'map' ? tools.entries.map(({ value }) => value) : itemsOf(tools);
  const sent = list.flatMap((tool): string[] => {
    if (entryValue(tool, 'function')) return [toJson(text, tool)];
    const kind = stringOf(text, entryValue(tool, 'kind'));
    return kind === 'function' ? [functionJson(text, tool)] : [];
  });
  return sent.length > 0 ? `[${sent.join(',')}]` : undefined;
}

function functionJson(text: string, tool: SourceValue): string {
  const bound = new Set(names(text, entryValue(tool, 'bindings')));
  const parameters = entryValue(tool, 'parameters');
  const strict = isTrue(entryValue(tool, 'strict'));
  const members = [
    member('name', jsonOf(text, entryValue(tool, 'name'))),
    member('description', jsonOf(text, entryValue(tool, 'description'))),
    member('parameters', parameters && parametersJson(text, parameters, bound, strict)),
    member('strict', jsonOf(text, entryValue(tool, 'strict'))),
  ];
  return `{"type":"function","function":${object(members)}}`;
}

/** Parameters are a list of properties, the same under `properties`, or JSON Schema already. */
function parametersJson(
  text: string,
  parameters: SourceValue,
  bound: ReadonlySet<string>,
  strict: boolean,
): string | undefined {
  const inner = entryValue(parameters, 'properties');
  if (inner?.kind === 'map' && entryValue(parameters, 'type')) return toJson(text, parameters);
  return objectSchema(text, inner ?? parameters, { bound, strict, depth: 0 });
}

/** The output schema as the API's `json_schema`, which is strict; undefined where nothing is named. */
export function outputSchemaJson(text: string, outputs: SourceValue): string | undefined {
  const schema = objectSchema(text, outputs, { bound: new Set(), strict: true, depth: 0 });
  return schema && `{"name":"structured_output","strict":true,"schema":${schema}}`;
}

interface SchemaContext {
  /** Parameters that the runtime fills in itself: not sent. */
  readonly bound: ReadonlySet<string>;
  /** In a strict schema every property is required, and one that need not be given may be null. */
  readonly strict: boolean;
  readonly depth: number;
}

function objectSchema(text: string, list: SourceValue, context: SchemaContext): string | undefined {
  const { bound, strict, depth } = context;
  const properties = propertiesOf(text, list).filter(({ name }) => !bound.has(name));
  if (properties.length === 0 || depth > maxDepth) return undefined;
  const inner = { bound: new Set<string>(), strict, depth: depth + 1 };
  const schemas = properties.map(({ name, value }) =>
    member(name, propertySchema(text, value, inner)),
  );
  const required = properties.flatMap(({ name, value }) =>
    strict || isTrue(entryValue(value, 'required')) ? [JSON.stringify(name)] : [],
  );
  return object([
    member('type', '"object"'),
    member('properties', object(schemas)),
    member('required', required.length > 0 ? `[${required.join(',')}]` : undefined),
    member('additionalProperties', strict ? 'false' : undefined),
  ]);
}

function propertySchema(text: string, property: SourceValue, context: SchemaContext): string {
  const kind = stringOf(text, entryValue(property, 'kind') ?? entryValue(property, 'type'));
  const type = kind === undefined ? undefined : jsonTypes.get(kind);
  const nullable = context.strict && !isTrue(entryValue(property, 'required'));
  const items = entryValue(property, 'items');
  const nested = entryValue(property, 'properties');
  const choices = entryValue(property, 'enumValues') ?? entryValue(property, 'enum');
  const inner = { ...context, depth: context.depth + 1 };
  return object([
    member('type', type && (nullable ? `["${type}","null"]` : `"${type}"`)),
    member('description', jsonOf(text, entryValue(property, 'description'))),
    member('enum', jsonOf(text, choices)),
    member(
      'items',
      items && inner.depth <= maxDepth ? propertySchema(text, items, inner) : undefined,
    ),
    ...(nested ? nestedMembers(objectSchema(text, nested, inner)) : []),
  ]);
}

function isTrue(value: SourceValue | undefined): boolean {
  return value?.kind === 'scalar' && value.value === true;
}

/** The members of a nested object's schema but for its type, which is there already. */
function nestedMembers(schema: string | undefined): string[] {
  return schema ? [schema.slice('{"type":"object",'.length, -1)] : [];
}

function propertiesOf(text: string, list: SourceValue): { name: string; value: SourceValue }[] {
  if (list.kind === 'map') return entriesOf(list).map(({ key, value }) => ({ name: key, value }));
  return itemsOf(list).flatMap((value) => {
    const name = stringOf(text, entryValue(value, 'name'));
    return name === undefined ? [] : [{ name, value }];
  });
}

function names(text: string, value: SourceValue | undefined): string[] {
  return value ? propertiesOf(text, value).map(({ name }) => name) : [];
}

function jsonOf(text: string, value: SourceValue | undefined): string | undefined {
  return value && toJson(text, value);
}

function member(name: string, json: string | undefined): string | undefined {
  return json === undefined ? undefined : `${JSON.stringify(name)}:${json}`;
}

function object(members: readonly (string | undefined)[]): string {
  return `{${members.filter((json) => json !== undefined).join(',')}}`;
}
