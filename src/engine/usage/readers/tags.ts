import { isObject, parseJson, type Fields } from './fields';

/**
 * The tags of a field that is an object of them. Values that are no text are kept as their JSON;
 * without a value there is no tag.
 */
export function tagsOfObject(tags: Fields | undefined): Record<string, string> {
  const entries = (tags?.keys() ?? []).flatMap((key) => {
    const value = tags?.raw(key);
    if (value === undefined || value === null || value === '') return [];
    return [[key, typeof value === 'string' ? value : JSON.stringify(value)] as const];
  });
  return Object.fromEntries(entries);
}

/**
 * The tags of a field that is a list of words, or the JSON of one, as gateways and tracers have
 * them: "env:prod" is the tag env with the value prod, and "beta" is the tag beta with the value
 * true.
 */
export function tagsOfList(value: unknown): Record<string, string> {
  const list = typeof value === 'string' ? parseJson(value) : value;
  if (!Array.isArray(list)) return {};
  const words = (list as readonly unknown[]).filter((word) => typeof word === 'string');
  return Object.fromEntries(words.filter((word) => word !== '').map(tagOfWord));
}

function tagOfWord(word: string): readonly [string, string] {
  const colon = word.indexOf(':');
  const hasValue = colon > 0 && colon < word.length - 1;
  return hasValue ? [word.slice(0, colon), word.slice(colon + 1)] : [word, 'true'];
}

/** Tags of these values, as far as they are there. */
export function tagsOfValues(
  values: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const entries = Object.entries(values).flatMap(([key, value]) =>
    value === null || value === '' ? [] : [[key, value] as const],
  );
  return Object.fromEntries(entries);
}

/** The last name of a path, which is what people call a project's folder. */
export function folderName(path: string | null): string | null {
  return (
    path
      ?.split(/[\\/]/)
      .filter((name) => name !== '')
      .at(-1) ?? null
  );
}

/** Whether a value is an object that has something in it. */
export function hasEntries(value: unknown): boolean {
  const object = typeof value === 'string' ? parseJson(value) : value;
  return isObject(object) && Object.keys(object).length > 0;
}
