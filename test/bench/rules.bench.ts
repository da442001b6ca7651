/**
 * How long the optimizer's rules take, and what their fixes save: of the corpus of real prompts, and
 * of texts of a million characters, hostile ones among them. Absolute figures, so they are only
 * printed. User time of this process, since the machine may be shared.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PromptDocument } from '../../src/engine/prompts/document';
import { createGenaiPricesCatalog } from '../../src/engine/pricing/genaiPrices';
import { parsePrompt } from '../../src/engine/prompts/formats';
import { analyzePrompt, chooseModel } from '../../src/engine/report/analyzePrompt';
import { checkPrompt } from '../../src/engine/rules/checkPrompt';
import type { CheckResult } from '../../src/engine/rules/finding';
import { readRuleSettings } from '../../src/engine/rules/settings';
import { plainCounter, runToEnd, type EncodingName } from '../../src/engine/tokens/counter';
import { createVocabulary } from '../../src/engine/tokens/vocabulary';
import { projectRoot } from '../host/paths';
import { corpus } from '../unit/engine/prompts/checks';
import { loadCorpora } from './corpora';

const catalog = createGenaiPricesCatalog();
const { settings } = readRuleSettings(undefined);
const options = { defaultModel: 'gpt-4o', at: new Date('2026-11-24T00:00:00Z') };

const counters = new Map(
  (['o200k_base', 'cl100k_base'] as const).map((encoding: EncodingName) => {
    const file = path.join(projectRoot, 'dist/vocabularies', `${encoding}.vocabulary`);
    return [encoding, plainCounter(createVocabulary(readFileSync(file), encoding))] as const;
  }),
);

interface Run {
  readonly tokens: number;
  readonly check: CheckResult;
  /** Milliseconds of the processor that the rules took; counting is not among them. */
  readonly ms: number;
}

function run(name: string, source: string): Run | undefined {
  const document = parsePrompt(source, { path: name });
  if (!document || document.format === 'litellm') return undefined;
  const { encoding } = chooseModel(document, options, catalog);
  const counter = counters.get(encoding.encoding);
  if (!counter) throw new Error(`no counter of ${encoding.encoding}`);
  const report = runToEnd(analyzePrompt(source, document, options, catalog, counter));
  const parse = (text: string): PromptDocument =>
    parsePrompt(text, { path: name }, document.format);
  const input = {
    source,
    path: name,
    document,
    report,
    catalog,
    today: options.at,
    counter,
    parse,
  };
  const before = process.cpuUsage().user;
  const check = runToEnd(checkPrompt(input, settings));
  return { tokens: report.tokens, check, ms: (process.cpuUsage().user - before) / 1000 };
}

const files = corpus() ?? [];
const runs = files.flatMap(({ path: name, text }) => run(name, text) ?? []);
if (runs.length > 0) {
  const sum = (part: (run: Run) => number): number =>
    runs.reduce((total, each) => total + part(each), 0);
  const tokens = sum((each) => each.tokens);
  const share = (saved: number): string => `${saved} (${((100 * saved) / tokens).toFixed(2)} %)`;
  console.log(
    `corpus: ${runs.length} prompts, ${tokens} tokens, ${sum(({ check }) => check.findings.length)} findings, ` +
      `${sum(({ ms }) => ms).toFixed(0)} ms; safe fixes save ${share(sum(({ check }) => check.safe.savedTokens))} tokens, ` +
      `all fixes ${share(sum(({ check }) => check.all.savedTokens))}`,
  );
}

/** A text of a million UTF-16 units. */
function million(unit: string): string {
  return unit.repeat(Math.ceil(1e6 / unit.length)).slice(0, 1e6);
}

const sentence = 'Always answer in the language that the customer writes in. ';
const hostile: Readonly<Record<string, string>> = {
  'one character': 'a',
  'line breaks': '\n',
  'short lines': 'a line\n',
  'open braces': '{',
  'open tags': '<example>',
  backticks: '`',
  'table rows': '| a | b |\n',
  'blanks at line ends': 'a   \n\n\n\n',
  'one sentence': sentence,
  'polite words': 'please ',
  'box drawing': '─',
};
const texts: [string, string][] = Object.entries(hostile).map(([name, unit]) => [
  name,
  million(unit),
]);
if (existsSync(path.join(projectRoot, '../shared/bench-text'))) {
  texts.push(
    ...loadCorpora(projectRoot).map(({ name, text }): [string, string] => [name, million(text)]),
  );
}
for (const [name, text] of texts) {
  const [first, second] = [run('a.prompt.md', text), run('a.prompt.md', text)];
  console.log(
    `1 MB of ${name}: ${first?.ms.toFixed(0)} ms at first, ${second?.ms.toFixed(0)} ms again (should be ≤ 500), ${second?.check.findings.length} findings`,
  );
}
