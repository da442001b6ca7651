/**
 * Kinds of text whose token counts differ from vocabulary to vocabulary in their own way. `other` is
 * text in scripts that were not measured.
 */
export const textKinds = [
  'english',
  'european',
  'code',
  'json',
  'chinese',
  'japanese',
  'korean',
  'cyrillic',
  'arabic',
  'emoji',
  'other',
] as const;
export type TextKind = (typeof textKinds)[number];

/** The share of each kind in a text's o200k_base tokens; they sum to 1, or to 0 for no text. */
export type KindShares = Readonly<Record<TextKind, number>>;

/** UTF-16 units that are judged together: a paragraph or a few lines of code. */
const segmentUnits = 600;

/** o200k_base tokens a character, about: to weigh segments of different scripts, nothing more. */
const tokensACharacter = {
  latin: 0.22,
  symbol: 0.5,
  digit: 0.35,
  han: 0.75,
  kana: 0.6,
  hangul: 0.6,
  cyrillic: 0.25,
  arabic: 0.3,
  emoji: 2,
  other: 0.5,
} as const;
type CharacterGroup = keyof typeof tokensACharacter;

/** A text with this share of letters beyond ASCII among its Latin letters is not English. */
const europeanShare = 0.006;
/** A text with this share of kana among its Chinese characters is Japanese. */
const japaneseShare = 0.1;
/** Symbols among characters other than space: above this, text is code; English has some 2 %. */
const codeShare = 0.11;
/** Double quotes among characters other than space, above which code is JSON. */
const jsonShare = 0.07;

/** What kinds of text a text is made of, by about how many tokens. */
export function kindShares(text: string): KindShares {
  const totals = Object.fromEntries(textKinds.map((kind) => [kind, 0])) as Record<TextKind, number>;
  let sum = 0;
  for (let start = 0; start < text.length;) {
    const line = text.indexOf('\n', start + segmentUnits);
    const end = line < 0 || line > start + 2 * segmentUnits ? start + segmentUnits : line + 1;
    const { kind, tokens } = judge(text.slice(start, end));
    totals[kind] += tokens;
    sum += tokens;
    start = end;
  }
  // Nothing but white space is a matter of code.
  if (sum === 0 && text !== '') totals.code = sum = 1;
  if (sum > 0) for (const kind of textKinds) totals[kind] /= sum;
  return totals;
}

function judge(segment: string): { kind: TextKind; tokens: number } {
  const counts: Record<CharacterGroup, number> = {
    ...{ latin: 0, symbol: 0, digit: 0, han: 0, kana: 0 },
    ...{ hangul: 0, cyrillic: 0, arabic: 0, emoji: 0, other: 0 },
  };
  let quotes = 0;
  let accented = 0;
  let characters = 0;
  for (const character of segment) {
    const codePoint = character.codePointAt(0) ?? 0;
    if (codePoint <= 0x20) continue;
    characters++;
    if (codePoint === 0x22) quotes++;
    const group = groupOf(codePoint);
    if (group === 'latin' && codePoint >= 0x80) accented++;
    counts[group]++;
  }
  const weigh = (group: CharacterGroup): number => counts[group] * tokensACharacter[group];
  const weights: readonly (readonly [TextKind, number])[] = [
    [
      counts.kana > japaneseShare * (counts.kana + counts.han) ? 'japanese' : 'chinese',
      weigh('han') + weigh('kana'),
    ],
    ['korean', weigh('hangul')],
    ['cyrillic', weigh('cyrillic')],
    ['arabic', weigh('arabic')],
    ['emoji', weigh('emoji')],
    ['other', weigh('other')],
    ['english', weigh('latin') + weigh('symbol') + weigh('digit')],
  ];
  const tokens = weights.reduce((sum, [, weight]) => sum + weight, 0);
  const [kind] = weights.reduce((best, next) => (next[1] > best[1] ? next : best));
  if (kind !== 'english') return { kind, tokens };
  if (counts.symbol > codeShare * characters)
    return { kind: quotes > jsonShare * characters ? 'json' : 'code', tokens };
  return { kind: accented > europeanShare * counts.latin ? 'european' : 'english', tokens };
}

/** Punctuation that prose is full of does not tell it from code. */
const prosePunctuation = ".,;:!?'()-";

function groupOf(codePoint: number): CharacterGroup {
  if (codePoint < 0x80) {
    if ((codePoint | 0x20) >= 0x61 && (codePoint | 0x20) <= 0x7a) return 'latin';
    if (codePoint >= 0x30 && codePoint <= 0x39) return 'digit';
    return prosePunctuation.includes(String.fromCharCode(codePoint)) ? 'latin' : 'symbol';
  }
  if (codePoint < 0xc0) return 'symbol';
  if (codePoint < 0x250 || (codePoint >= 0x1e00 && codePoint < 0x1f00)) return 'latin';
  if (codePoint >= 0x400 && codePoint < 0x530) return 'cyrillic';
  if (codePoint >= 0x600 && codePoint < 0x780) return 'arabic';
  if (codePoint >= 0x2010 && codePoint < 0x2030) return 'latin'; // dashes, quotation marks
  if (codePoint >= 0x2030 && codePoint < 0x2600) return 'symbol';
  if (codePoint >= 0x2600 && codePoint < 0x27c0) return 'emoji';
  if (codePoint >= 0x3000 && codePoint < 0x3040) return 'han'; // their punctuation
  if (codePoint >= 0x3040 && codePoint < 0x3100) return 'kana';
  if (codePoint >= 0x3400 && codePoint < 0xa000) return 'han';
  if (codePoint >= 0xac00 && codePoint < 0xd7b0) return 'hangul';
  if (codePoint >= 0xfb50 && codePoint < 0xfe00) return 'arabic';
  if (codePoint >= 0xff00 && codePoint < 0xfff0) return 'han';
  if (codePoint >= 0x1f000 && codePoint < 0x1fb00) return 'emoji';
  if (codePoint >= 0x20000 && codePoint < 0x32000) return 'han';
  return 'other';
}
