import { unicodeRuns } from './unicodeRuns';

/**
 * The classes of characters that the split patterns tell apart. The pattern of contractions
 * (`'s`, `'re`, `'ll`, …) names single letters, so those letters are classes of their own.
 */
export const characterClasses = [
  /** CR and LF. */
  'newline',
  /** U+0020, which alone may lead a run of punctuation. */
  'space',
  /** The rest of White_Space that is ASCII: a tab, a vertical tab, a form feed. */
  'blank',
  /** The rest of White_Space. It holds U+0085 and not U+FEFF, unlike `\s`. */
  'wideBlank',
  /** `\p{N}` */
  'digit',
  'apostrophe',
  'slash',
  /** Punctuation, symbols, controls and unassigned code points, and U+FFFD for lone surrogates. */
  'other',
  /** `\p{M}` */
  'mark',
  /** `\p{Lm}` and `\p{Lo}`: letters without case. */
  'caseless',
  /** `\p{Lu}` and `\p{Lt}`, as the four after it. */
  'upper',
  'upperSdmt',
  'upperRv',
  'upperL',
  'upperE',
  /** `\p{Ll}`, as the four after it. */
  'lower',
  'lowerSdmt',
  'lowerRv',
  'lowerL',
  'lowerE',
  /** Not a character: where the bytes end. */
  'end',
] as const;
export type CharacterClass = (typeof characterClasses)[number];

const indexOf = new Map<string, number>(characterClasses.map((name, index) => [name, index]));

/** The number that stands for a class in the tables. */
export function classIndex(name: CharacterClass): number {
  return indexOf.get(name) ?? 0;
}

/**
 * Code points from here on are all `other`, except the variation selectors supplement, which are
 * marks: a table of the planes below is enough.
 */
const tableSize = 0x4_0000;
const firstSelector = 0xe_0100;
const lastSelector = 0xe_01ef;

/** The letters that {@link unicodeRuns} names its runs with. */
const runClasses: Readonly<Record<string, CharacterClass>> = {
  B: 'wideBlank',
  N: 'digit',
  O: 'other',
  M: 'mark',
  C: 'caseless',
  U: 'upper',
  L: 'lower',
};

const exceptions: readonly (readonly [string, CharacterClass])[] = [
  ['\r\n', 'newline'],
  [' ', 'space'],
  ['\t\v\f', 'blank'],
  ["'", 'apostrophe'],
  ['/', 'slash'],
  ['SDMT', 'upperSdmt'],
  ['RV', 'upperRv'],
  ['L', 'upperL'],
  ['E', 'upperE'],
  // Under Unicode's simple case folding, (?i:'s) matches the long s too.
  ['sdmt\u017f', 'lowerSdmt'],
  ['rv', 'lowerRv'],
  ['l', 'lowerL'],
  ['e', 'lowerE'],
];

function buildClassTable(): Uint8Array {
  const classes = new Uint8Array(tableSize);
  let at = 0;
  for (const [, name = '', length = ''] of unicodeRuns.matchAll(/([A-Z])([0-9a-z]+)/g)) {
    const end = at + parseInt(length, 36);
    classes.fill(classIndex(runClasses[name] ?? 'other'), at, end);
    at = end;
  }
  classes.fill(classIndex('other'), at);
  for (const [characters, name] of exceptions)
    for (const character of characters) classes[character.codePointAt(0) ?? 0] = classIndex(name);
  return classes;
}

let table: Uint8Array | undefined;

/** The class of each code point below U+40000, built when it is first asked for. */
export function classTable(): Uint8Array {
  table ??= buildClassTable();
  return table;
}

const other = classIndex('other');
const mark = classIndex('mark');

/** The class of a code point at or above U+40000. */
export function farClass(codePoint: number): number {
  return codePoint >= firstSelector && codePoint <= lastSelector ? mark : other;
}

/** The class of a code point; a lone surrogate has that of U+FFFD, as which it is encoded. */
export function classOf(codePoint: number): number {
  const classes = classTable();
  return codePoint < classes.length ? (classes[codePoint] ?? 0) : farClass(codePoint);
}
