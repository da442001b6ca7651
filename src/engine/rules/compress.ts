import type { PromptDocument } from '../prompts/document';
import type { PromptReport } from '../report/report';
import { applyEdits, fixEdits, joinEdits } from './edits';
import { exampleGroups } from './examples';
import type { RuleId, TextEdit } from './finding';
import { instructionTexts } from './instructions';
import { SegmentText } from './promptText';
import { removalOf } from './removal';
import { readRuleSettings, type RuleSettings } from './settings';
import { sentencesOf, type Sentence } from './sentences';
import { shinglesOf, similarity } from './similarity';

/** What a prompt is compressed by, in this order, until it is short enough. */
export const compressionSteps = [
  /** White space and characters that nobody sees. */
  'white-space',
  /** Passages that are said twice, or nearly so. */
  'duplicates',
  /** Phrases for which there are shorter ones. */
  'wording',
  /** Examples that resemble others, two of a series are kept. */
  'examples',
  /** Sentences that say least of what the prompt is about. */
  'sentences',
] as const;
export type CompressionStep = (typeof compressionSteps)[number];

/** One step, and what it has saved. */
export interface StepResult {
  readonly step: CompressionStep;
  readonly savedTokens: number;
  /** Places that were changed. */
  readonly places: number;
}

/** A prompt made shorter. */
export interface Compression {
  readonly source: string;
  readonly tokensBefore: number;
  readonly tokensAfter: number;
  readonly target: number;
  readonly isReached: boolean;
  readonly isEstimate: boolean;
  readonly steps: readonly StepResult[];
  /**
   * What it would take, where the target is not reached. `retrieval`: less than two fifths can be
   * kept, which no shortening does: fetch the parts that a request needs. `rewriting`: what is left
   * has code, placeholders, numbers or negations in it, and a person has to choose.
   */
  readonly advice: 'none' | 'rewriting' | 'retrieval';
}

/** A version of the prompt, read and counted. */
export interface Examined {
  readonly document: PromptDocument;
  /** With the check by the settings that were asked for. */
  readonly report: PromptReport;
}

export interface CompressionInput {
  readonly source: string;
  readonly examine: (source: string, rules: RuleSettings) => Promise<Examined>;
  /** Tokens of a text. */
  readonly count: (text: string) => number;
}

/**
 * The share of a prompt below which only retrieval helps, and up to which sentences are chosen: the
 * reference's rule for what to do at which ratio of target to length.
 */
const retrievalRatio = 0.4;

/** The rules whose fixes a step applies. */
const rulesOf: Readonly<Partial<Record<CompressionStep, readonly RuleId[]>>> = {
  'white-space': ['whitespace-waste', 'token-heavy-characters'],
  duplicates: ['repeated-content'],
  wording: ['verbose-instruction'],
};

const { settings } = readRuleSettings({
  'repeated-content': { removeSimilar: true },
  'verbose-instruction': { maxPlease: 0, maxMakeSure: 0 },
  'whitespace-waste': { leastTokens: 1 },
});

/**
 * Shortens a prompt to a number of tokens, step by step, and no further than it has to. Code,
 * placeholders, URLs and quoted data are never changed; sentences with numbers or negations are not
 * left out, though a series of examples may lose some of its examples with theirs. Below a ratio of
 * 0.4 no sentences are left out at all: what stays would not be the same prompt.
 */
export async function compressPrompt(
  input: CompressionInput,
  target: number,
): Promise<Compression> {
  let { source } = input;
  let current = await input.examine(source, settings);
  const tokensBefore = current.report.tokens;
  const ratio = tokensBefore === 0 ? 1 : target / tokensBefore;
  const steps: StepResult[] = [];
  for (const step of compressionSteps) {
    if (current.report.tokens <= target) break;
    if (step === 'sentences' && ratio <= retrievalRatio) break;
    const before = current.report.tokens;
    let places = 0;
    for (let pass = 0; pass < mostPasses && current.report.tokens > target; pass++) {
      const edits = editsOf(step, source, current, current.report.tokens - target, input.count);
      if (edits.length === 0) break;
      const changed = applyEdits(source, edits);
      const next = await input.examine(changed, settings);
      // An edit that is not what it should be in the file's own syntax is given up.
      if (next.report.tokens >= current.report.tokens || !isSameShape(current, next)) break;
      places += edits.length;
      source = changed;
      current = next;
    }
    if (places > 0) steps.push({ step, places, savedTokens: before - current.report.tokens });
  }
  const tokensAfter = current.report.tokens;
  const isReached = tokensAfter <= target;
  return {
    ...{ source, tokensBefore, tokensAfter, target, isReached, steps },
    isEstimate: current.report.estimates.length > 0,
    advice: isReached ? 'none' : ratio <= retrievalRatio ? 'retrieval' : 'rewriting',
  };
}

/** A step may make room for itself: a removed sentence leaves a blank line. */
const mostPasses = 3;

function isSameShape(before: Examined, after: Examined): boolean {
  const shape = ({ document }: Examined): string =>
    [
      ...document.segments.map(({ role, kind }) => `${kind} ${role}`),
      ...document.variables.map(({ name }) => name),
      ...document.issues.map(({ code }) => code),
    ].join('\n');
  return shape(before) === shape(after);
}

function editsOf(
  step: CompressionStep,
  source: string,
  { document, report }: Examined,
  surplus: number,
  count: (text: string) => number,
): TextEdit[] {
  const rules = rulesOf[step];
  if (rules) {
    if (!report.check) throw new Error('the prompt was to be checked');
    const findings = report.check.findings.filter(({ rule }) => rules.includes(rule));
    // Of white space and characters only what nobody sees: the rest is not about length.
    const kinds = step === 'white-space' ? (['safe'] as const) : (['safe', 'unsafe'] as const);
    return fixEdits({ ...report.check, findings }, kinds);
  }
  const texts = instructionTexts({
    texts: document.segments.map((segment, index) => new SegmentText(source, index, segment)),
  });
  const removals = step === 'examples' ? exampleRemovals(texts) : sentenceRemovals(texts);
  const chosen: TextEdit[] = [];
  let saved = 0;
  for (const { text, edit } of removals.toSorted((a, b) => a.worth - b.worth)) {
    if (saved >= surplus) break;
    const inSource = text.sourceEdit(edit);
    if (!inSource) continue;
    chosen.push(inSource);
    saved += count(text.counted(edit));
  }
  return joinEdits(chosen);
}

/** Something that can be left out; what is worth least goes first. */
interface Removal {
  readonly text: SegmentText;
  readonly edit: { readonly start: number; readonly end: number; readonly text: string };
  readonly worth: number;
}

/** Examples that stay of a series. */
const keptExamples = 2;

const blockKinds: ReadonlySet<'code' | 'template' | 'address'> = new Set([
  ...(['code', 'template', 'address'] as const),
]);

/** The examples of each series that resemble the others most, down to two. */
function exampleRemovals(texts: readonly SegmentText[]): Removal[] {
  return texts.flatMap((text) =>
    exampleGroups(text).flatMap((group) => {
      const shingles = group.map(({ start, end }) =>
        shinglesOf(text.text.slice(start, end).toLowerCase().split(/\s+/)),
      );
      const alike = group.map((example, at) => {
        const likeness = shingles.map((other, index) => {
          const own = shingles[at];
          return index === at || !own ? 0 : similarity(own, other);
        });
        // Of examples that are equally unlike the others the later ones go.
        return { example, worth: 1 - Math.max(...likeness) - at / (1000 * group.length) };
      });
      return alike
        .toSorted((a, b) => a.worth - b.worth)
        .slice(0, Math.max(0, group.length - keptExamples))
        .filter(({ example }) => !text.isProtected(example, blockKinds))
        .map(({ example, worth }) => ({ text, worth, edit: { ...example, text: '' } }));
    }),
  );
}

/** Words that make a sentence one that can't be left out. */
const binding =
  /\p{N}|\b(?:not|no|never|none|nor|cannot|without|unless|except|only|must|always|n['’]t|don['’]t|can['’]t|avoid|required?|ensure)\b|n['’]t\b|[:：]\s*$/iu;

/**
 * Sentences without numbers, negations and strict demands, each with how much it says of what the
 * prompt is about: the mean frequency, in the whole prompt, of its words. Words of a few letters say
 * nothing of that.
 */
function sentenceRemovals(texts: readonly SegmentText[]): Removal[] {
  const read = texts.flatMap((text) => sentencesOf(text).map((sentence) => ({ text, sentence })));
  const frequency = new Map<string, number>();
  for (const { sentence } of read) {
    for (const word of topicWords(sentence)) frequency.set(word, (frequency.get(word) ?? 0) + 1);
  }
  return read.flatMap(({ text, sentence }, at): Removal[] => {
    // The first one says what the prompt is.
    if (at === 0 || read[at - 1]?.text !== text) return [];
    if (binding.test(text.text.slice(sentence.start, sentence.end))) return [];
    const edit = removalOf(text, [sentence]);
    if (!edit) return [];
    const words = topicWords(sentence);
    const sum = words.reduce((total, word) => total + (frequency.get(word) ?? 0), 0);
    return [{ text, edit, worth: words.length === 0 ? 0 : sum / words.length }];
  });
}

function topicWords({ proseWords }: Sentence): readonly string[] {
  return proseWords.filter((word) => word.length > 3);
}
