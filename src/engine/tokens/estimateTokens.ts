import { measuredFactors, type MeasuredFamily } from './measuredFactors';
import { type KindShares, type TextKind, textKinds } from './textKinds';

/** Tokens, or a factor over tokens of o200k_base, that are not known exactly. */
export interface Band {
  readonly low: number;
  /** The best single guess, which is not to be shown without the band. */
  readonly likely: number;
  readonly high: number;
}

/** Models whose tokens are estimated alike. */
export type TokenizerFamily = MeasuredFamily | 'claude-3' | 'claude-4.7' | 'gemini' | 'unknown';

/** Where a band is from; the wording is the host's. */
export const estimateBases = [
  /** From the family's own tokenizer, which is public: see docs/estimates.md. */
  'measured',
  /** From another family's tokenizer, which is thought to be akin. */
  'related',
  /** What third parties reported; the tokenizer is not public. */
  'reported',
  /** The hull of everything measured. */
  'unknown',
  /** The user's own factor. */
  'calibrated',
] as const;
export type EstimateBasis = (typeof estimateBases)[number];

export interface TokenEstimate extends Band {
  readonly family: TokenizerFamily;
  readonly basis: EstimateBasis;
}

/** Beginnings of models' names without provider and version details, the more special ones first. */
const familyPatterns: readonly (readonly [RegExp, TokenizerFamily])[] = [
  [/claude-(?:instant|v?[12](?!\d))/, 'claude-2'],
  // The tokenizer that came with Opus 4.7 (see `claude47`); names put the version last or first.
  [/claude-(?:[a-z]+-)?(?:4[.-](?:[7-9]|\d\d)(?!\d)|[5-9](?!\d))/, 'claude-4.7'],
  [/claude/, 'claude-3'],
  [/gemini/, 'gemini'],
  [/gemma/, 'gemma-3'],
  [/llama-?(?:3|4)/, 'llama-3'],
  [/qwen|qwq/, 'qwen-3'],
  [/deepseek/, 'deepseek-v3'],
  [/mistral|mixtral|ministral|magistral|codestral|devstral|pixtral/, 'mistral-tekken'],
];

/** The family of a model by its name, as people write it. */
export function familyOfModel(name: string): TokenizerFamily {
  const id = name
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-');
  return familyPatterns.find(([pattern]) => pattern.test(id))?.[1] ?? 'unknown';
}

/**
 * Claude 3 to 4.6 over o200k_base, where it was reported: 1.18 as a factor for everything
 * (github.com/sammcj/ingest pull request 65, 2026-08), "within 10–20 %" (headroomlabs-ai/headroom
 * pull request 2543, 2026-07), "10–30 % on code" (Barnett-Studios/cxpak issue 35, 2026-07).
 */
const claude3: Band = { low: 1, likely: 1.18, high: 1.35 };

/**
 * Claude 4.7 and later over Claude 4.6: "1.0–1.35 ×" (Anthropic's notes for Opus 4.7). Measured by
 * others through the API: English 1.20–1.47, code 1.13–1.39, JSON to 1.31, Chinese, Japanese,
 * Korean, Russian and Arabic 1.00–1.07 (sol.ava.dev/writings/2026-04-17-opus-4-7-tokenizer.html;
 * pithwire.com/en/articles/measuring-claude-47s-tokenizer-costs).
 */
const claude47: Readonly<Partial<Record<TextKind, Band>>> = {
  ...{
    chinese: { low: 1, likely: 1.01, high: 1.07 },
    japanese: { low: 1, likely: 1.01, high: 1.07 },
  },
  ...{ korean: { low: 1, likely: 1.01, high: 1.07 }, cyrillic: { low: 1, likely: 1, high: 1.07 } },
  ...{ arabic: { low: 1, likely: 1, high: 1.07 }, code: { low: 1.1, likely: 1.25, high: 1.4 } },
};
const claude47Otherwise: Band = { low: 1, likely: 1.3, high: 1.47 };

/** The factor of a family for a kind of text over tokens of o200k_base. */
export function factorOf(family: TokenizerFamily, kind: TextKind): Band {
  switch (family) {
    case 'claude-3':
      return claude3For(kind);
    case 'claude-4.7':
      return product(claude3For(kind), claude47[kind] ?? claude47Otherwise);
    case 'gemini':
      return measuredFor('gemma-3', kind);
    case 'unknown':
      return hull(
        Object.keys(measuredFactors).map((each) => measuredFor(each as MeasuredFamily, kind)),
      );
    default:
      return measuredFor(family, kind);
  }
}

/** Outside English and code, nobody reported; the range reaches to what Claude 2 was measured at. */
function claude3For(kind: TextKind): Band {
  const reported = kind === 'english' || kind === 'code' || kind === 'json';
  return reported ? claude3 : hull([claude3, measuredFor('claude-2', kind)]);
}

/** Where a kind was not measured, anything that was. */
function measuredFor(family: MeasuredFamily, kind: TextKind): Band {
  const factors = measuredFactors[family];
  return kind === 'other' ? hull(Object.values(factors)) : factors[kind];
}

const bases: Readonly<Partial<Record<TokenizerFamily, EstimateBasis>>> = {
  ...{ 'claude-3': 'reported', 'claude-4.7': 'reported', gemini: 'related', unknown: 'unknown' },
};

/**
 * How many tokens a model without a public tokenizer makes of a text, as a band.
 *
 * @param tokens the text's tokens in o200k_base.
 * @param shares what the text is made of.
 * @param own the user's own factor, which replaces the family's.
 */
export function estimateTokens(
  tokens: number,
  shares: KindShares,
  family: TokenizerFamily,
  own?: Band,
): TokenEstimate {
  const total = { low: 0, likely: 0, high: 0 };
  for (const kind of textKinds) {
    const factor = own ?? factorOf(family, kind);
    total.low += shares[kind] * factor.low;
    total.likely += shares[kind] * factor.likely;
    total.high += shares[kind] * factor.high;
  }
  return {
    family,
    basis: own ? 'calibrated' : (bases[family] ?? 'measured'),
    low: Math.floor(tokens * total.low),
    likely: Math.round(tokens * total.likely),
    high: Math.ceil(tokens * total.high),
  };
}

/** A text's tokens in o200k_base, and what a provider billed for it. */
export interface BilledTokens {
  readonly tokens: number;
  readonly billed: number;
}

/** A factor of one text says little of the next: this much either way at least. */
const leastSpread = 0.03;

/**
 * The factor over o200k_base that bills show: that of all texts together, with a band from the
 * lowest to the highest of one. Undefined without a text that has tokens.
 */
export function calibrate(pairs: readonly BilledTokens[]): Band | undefined {
  const usable = pairs.filter(({ tokens, billed }) => tokens > 0 && billed > 0);
  if (usable.length === 0) return undefined;
  const sum = (key: keyof BilledTokens): number => usable.reduce((all, pair) => all + pair[key], 0);
  const likely = sum('billed') / sum('tokens');
  const ratios = usable.map(({ tokens, billed }) => billed / tokens);
  return {
    low: Math.min(...ratios, likely * (1 - leastSpread)),
    likely,
    high: Math.max(...ratios, likely * (1 + leastSpread)),
  };
}

function product(a: Band, b: Band): Band {
  return { low: a.low * b.low, likely: a.likely * b.likely, high: a.high * b.high };
}

/** The narrowest band that holds all of them; its guess is their geometric mean. */
function hull(bands: readonly Band[]): Band {
  const logs = bands.reduce((sum, { likely }) => sum + Math.log(likely), 0);
  return {
    low: Math.min(...bands.map(({ low }) => low)),
    likely: Math.exp(logs / bands.length),
    high: Math.max(...bands.map(({ high }) => high)),
  };
}
