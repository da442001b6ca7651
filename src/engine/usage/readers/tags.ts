import { isObject, parseJson, type Fields } from './fields';

/**
 * The tags of a field that is an object of them. Values that are no text are kept as their JSON;
 * without a value there is no tag.
 */
export function tagsOfObject(tags: Fields | undefined): Record<string, string> {
  const found: Record<string, string> = {};
  for (const key of tags?.keys() ?? []) {
    const value = tags?.raw(key);
    if (value === undefined || value === null || value === '') continue;
    found[key] = typeof value === 'string' ? value : JSON.stringify(value);
  }
  return found;
}

/**
 * The tags of a field that is a list of words, or the JSON of one, as gateways and tracers have
 * them: "env:prod" is the tag env with the value prod, and "beta" is the tag beta with the value
 * true.
 */
export function tagsOfList(value: unknown): Record<string, string> {
  const list = typeof value === 'string' ? parseJson(value) : value;
  const found: Record<string, string> = {};
  if (!Array.isArray(list)) return found;
  for (const word of list as readonly unknown[]) {
    if (typeof word !== 'string' || word === '') continue;
    const colon = word.indexOf(':');
    if (colon > 0 && colon < word.length - 1) found[word.slice(0, colon)] = word.slice(colon + 1);
    else found[word] = 'true';
  }
  return found;
}

/** Tags of these values, as far as they are there. */
export function tagsOfValues(
  values: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, value] of Object.entries(values)) {
    if (value !== null && value !== '') found[key] = value;
  }
  return found;
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
