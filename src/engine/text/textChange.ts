/**
 * A change of a text, as editors report it: at `offset`, `removed` UTF-16 code units make way for
 * `inserted`. Of several changes each is to the text that the one before has left.
 */
export interface TextChange {
  readonly offset: number;
  readonly removed: number;
  readonly inserted: string;
}

/** The text after changes that were made one after the other. */
export function applyChanges(text: string, changes: readonly TextChange[]): string {
  let result = text;
  for (const { offset, removed, inserted } of changes) {
    result = result.slice(0, offset) + inserted + result.slice(offset + removed);
  }
  return result;
}

/** The one change that makes `after` of `before`: all between their common ends. */
export function changeBetween(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let end = 0;
  while (
    end < shorter - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end++;
  }
  return {
    offset: start,
    removed: before.length - start - end,
    inserted: after.slice(start, after.length - end),
  };
}
