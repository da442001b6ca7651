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
const tableEnd = 0x4_0000;
const firstSelector = 0xe_0100;
const lastSelector = 0xe_01ef;

/** Code points a page: those that share all but the last byte in UTF-8. */
const pageSize = 64;
/** Pages of the characters of one or two bytes: they are kept in order, so that none is looked up. */
const firstPages = 0x800 / pageSize;
/** Pages that are kept; most others are of one class throughout, and share a page with those. */
const mostPages = 512;

/** The classes of the code points below U+40000. */
export interface ClassTable {
  /** By code point / 64: where its page begins in `classes`. That is itself below U+0800. */
  readonly pages: Uint16Array;
  readonly classes: Uint8Array;
}

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

const base36 = '0123456789abcdefghijklmnopqrstuvwxyz';

function buildClassTable(): ClassTable {
  const pages = new Uint16Array(tableEnd / pageSize);
  const classes = new Uint8Array(mostPages * pageSize);
  let kept = 0;
  const keepPage = (): number => pageSize * kept++;
  for (let page = 0; page < firstPages; page++) pages[page] = keepPage();
  const uniform = new Map<number, number>();
  const uniformPage = (cls: number): number => {
    let place = uniform.get(cls);
    if (place === undefined) {
      place = keepPage();
      uniform.set(cls, place);
      classes.fill(cls, place, place + pageSize);
    }
    return place;
  };
  const fill = (cls: number, start: number, end: number): void => {
    for (let at = start; at < end;) {
      const page = Math.floor(at / pageSize);
      const inPage = at % pageSize;
      if (inPage === 0 && end - at >= pageSize && page >= firstPages) {
        const pageEnd = Math.floor(end / pageSize);
        pages.fill(uniformPage(cls), page, pageEnd);
        at = pageEnd * pageSize;
      } else {
        const to = Math.min(end - page * pageSize, pageSize);
        if (inPage === 0 && page >= firstPages) pages[page] = keepPage();
        const place = pages[page] ?? 0;
        classes.fill(cls, place + inPage, place + to);
        at = page * pageSize + to;
      }
    }
  };

  // By hand, and not by a regular expression: the first count waits for this.
  let at = 0;
  let cls = 0;
  let length = 0;
  for (let i = 0; i <= unicodeRuns.length; i++) {
    const letter = unicodeRuns[i] ?? '';
    const digit = base36.indexOf(letter);
    if (letter !== '' && digit >= 0) {
      length = length * 36 + digit;
      continue;
    }
    if (length > 0) fill(cls, at, at + length);
    at += length;
    length = 0;
    cls = classIndex(runClasses[letter] ?? 'other');
  }
  fill(classIndex('other'), at, tableEnd);
  for (const [characters, name] of exceptions)
    for (const character of characters) classes[character.codePointAt(0) ?? 0] = classIndex(name);
  return { pages, classes: classes.slice(0, pageSize * kept) };
}

let table: ClassTable | undefined;

/** Built when it is first asked for. */
export function classTable(): ClassTable {
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
  if (codePoint >= tableEnd) return farClass(codePoint);
  const { pages, classes } = classTable();
  return classes[(pages[codePoint >> 6] ?? 0) + (codePoint & 0x3f)] ?? 0;
}
