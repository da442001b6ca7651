import type { ModelCatalog } from '../pricing/price';
import type { PromptDocument } from '../prompts/document';
import type { PromptReport } from '../report/report';
import { runToEnd, type TokenCounter } from '../tokens/counter';
import { applyEdits, joinEdits } from './edits';
import type { CheckResult, Finding, FindingFix, FixKind, Potential, TextEdit } from './finding';
import { savedByEdits } from './measure';
import { SegmentText, type SegmentEdit } from './promptText';
import type { CheckedPrompt, Draft, Rule, SegmentEdits } from './rule';
import { rules } from './rules';
import type { RuleSettings } from './settings';
import { readSuppressions } from './suppressions';

/** Findings of one rule in one file; more are not listed, and nobody would look at them. */
const mostOfARule = 100;

/** A longer prompt, in UTF-16 code units, is not checked by rules that read its text. */
const longestChecked = 8_000_000;

/** What a check is made of, besides the settings. */
export interface CheckInput {
  readonly source: string;
  /** With forward slashes, relative to the workspace folder where the file is in one. */
  readonly path: string;
  readonly document: PromptDocument;
  readonly report: PromptReport;
  readonly catalog: ModelCatalog;
  readonly today: Date;
  /** Counts in the encoding of the report. */
  readonly counter: TokenCounter;
  /** Reads a changed source as the same format: what fixes make is read before they are offered. */
  readonly parse: (source: string) => PromptDocument;
}

/** A finding whose edits are still those of segments. */
interface Measured {
  readonly rule: Rule;
  readonly draft: Draft;
  readonly finding: Finding;
}

/**
 * Runs the rules over a prompt, in steps (see {@link TokenCounter.steps}), and measures what each fix
 * saves by counting before and after it. A finding whose fix would save nothing is none.
 */
export function* checkPrompt(
  input: CheckInput,
  settings: RuleSettings,
): Generator<undefined, CheckResult> {
  const { source, document, report } = input;
  const scale = scaleOf(report);
  const measure = new Measure(input.counter, scale);
  const isLong = source.length > longestChecked;
  const prompt: CheckedPrompt = {
    source,
    path: input.path,
    document,
    report,
    catalog: input.catalog,
    today: input.today,
    texts: isLong
      ? []
      : document.segments.map((segment, index) => new SegmentText(source, index, segment)),
    count: (text) => Math.round(runToEnd(input.counter.steps(text)) * scale),
    saved: (edits) => measure.saved(edits),
  };
  const suppressions = readSuppressions(source, document);
  const usdPerToken =
    report.cost.input.known && report.tokens > 0 ? report.cost.input.usd / report.tokens : null;
  const found: Measured[] = [];
  for (const rule of rules) {
    const { severity, options } = settings[rule.id];
    yield undefined;
    if (severity === 'off') continue;
    const drafts = rule
      .check(prompt, options)
      .filter((draft) => !suppressions.covers(rule.id, draft.range));
    for (const draft of drafts.slice(0, mostOfARule)) {
      const finding = findingOf(rule, draft, settings, measure, usdPerToken);
      if (finding) found.push({ rule, draft, finding });
    }
    if (drafts.length > mostOfARule) found.push(cutNote(rule, drafts, settings));
    yield undefined;
  }
  if (isLong) found.push(lengthNote(settings));
  const trusted = withTrustedFixes(input, found);
  const findings = trusted.map(({ finding }) => finding);
  return {
    findings: findings.toSorted((a, b) => a.range.start - b.range.start),
    safe: potential(trusted, ['safe'], measure, usdPerToken),
    all: potential(trusted, ['safe', 'unsafe'], measure, usdPerToken),
  };
}

/** The model's own tokens of one that is counted; 1 where the vocabulary is the model's. */
function scaleOf({ band, contentTokens, overheadTokens, tokens }: PromptReport): number {
  if (!band || band.counted === 0) return 1;
  return Math.max(contentTokens, tokens - overheadTokens) / band.counted;
}

/** Counts what edits save; each set of edits once. */
class Measure {
  private readonly known = new WeakMap<SegmentEdits, number>();

  constructor(
    private readonly counter: TokenCounter,
    private readonly scale: number,
  ) {}

  saved(edits: SegmentEdits): number {
    const known = this.known.get(edits);
    if (known !== undefined) return known;
    const saved = this.savedIn(edits.text, edits.edits);
    this.known.set(edits, saved);
    return saved;
  }

  savedIn(text: SegmentText, edits: readonly SegmentEdit[]): number {
    return Math.round(savedByEdits(text, edits, this.counter) * this.scale);
  }
}

/** The finding of a draft; undefined where its fix saves nothing. */
function findingOf(
  rule: Rule,
  draft: Draft,
  settings: RuleSettings,
  measure: Measure,
  usdPerToken: number | null,
): Finding | undefined {
  const segmentEdits = segmentEditsOf(draft);
  const saved = segmentEdits ? measure.saved(segmentEdits) : 0;
  if (segmentEdits && saved <= 0) return undefined;
  const fix = fixOf(draft);
  const { severity } = settings[rule.id];
  return {
    rule: rule.id,
    code: draft.code,
    params: draft.params ?? {},
    severity:
      severity === 'off'
        ? rule.severity
        : severity === rule.severity
          ? (draft.severity ?? severity)
          : severity,
    range: draft.range,
    related: draft.related ?? [],
    fix,
    savedTokens: fix && saved,
    savedUsd: fix && usdPerToken !== null ? saved * usdPerToken : null,
    tokensAtStake: fix ? null : (stakeOf(draft) ?? (segmentEdits ? saved : null)),
  };
}

function stakeOf({ tokensAtStake }: Draft): number | undefined {
  return typeof tokensAtStake === 'function' ? tokensAtStake() : tokensAtStake;
}

function segmentEditsOf({ fix }: Draft): SegmentEdits | undefined {
  return fix && 'text' in fix.edits ? fix.edits : undefined;
}

/** The fix in the source; null where it can't be made there. */
function fixOf({ fix }: Draft): FindingFix | null {
  if (!fix) return null;
  if (!('text' in fix.edits)) return { kind: fix.kind, edits: fix.edits };
  const { text, edits } = fix.edits;
  const inSource = edits.map((edit) => text.sourceEdit(edit));
  const known = inSource.filter((edit) => edit !== undefined);
  if (known.length < inSource.length) return null;
  const joined = joinEdits(known);
  // Of edits that meet in one escape only one could be made.
  return joined.length === 0 || joined.length < known.length
    ? null
    : { kind: fix.kind, edits: joined };
}

function cutNote(rule: Rule, drafts: readonly Draft[], settings: RuleSettings): Measured {
  const range = drafts[mostOfARule]?.range ?? { start: 0, end: 0 };
  const draft: Draft = {
    code: 'rule-findings-cut',
    params: { count: drafts.length - mostOfARule },
    range,
  };
  return { rule, draft, finding: note(rule, draft, settings) };
}

/** Said of the rule that reads text first of all, since any is as good. */
function lengthNote(settings: RuleSettings): Measured {
  const rule = rules[0];
  if (!rule) throw new Error('there are rules');
  const draft: Draft = {
    code: 'rule-text-long',
    params: { limit: longestChecked },
    range: { start: 0, end: 0 },
  };
  return { rule, draft, finding: note(rule, draft, settings) };
}

function note(rule: Rule, { code, params, range }: Draft, settings: RuleSettings): Finding {
  const { severity } = settings[rule.id];
  return {
    ...{ rule: rule.id, code, params: params ?? {}, range, related: [], fix: null },
    ...{ severity: severity === 'off' ? rule.severity : severity },
    ...{ savedTokens: null, savedUsd: null, tokensAtStake: null },
  };
}

/**
 * Applies all fixes together and reads the result: each segment has to say what was meant. Where one
 * does not (quoting has rules of its own in every format), its fixes are not offered.
 */
function withTrustedFixes(input: CheckInput, found: readonly Measured[]): readonly Measured[] {
  let trusted = found;
  for (const kinds of [['safe'], ['safe', 'unsafe']] as const) {
    const wrong = wrongSegments(input, trusted, kinds);
    if (wrong.size > 0) {
      trusted = trusted.map((each) =>
        isIn(each, wrong) ? { ...each, finding: withoutFix(each.finding) } : each,
      );
    }
  }
  return trusted;
}

function isIn({ draft }: Measured, segments: ReadonlySet<number>): boolean {
  const edits = segmentEditsOf(draft);
  return edits !== undefined && segments.has(edits.text.index);
}

function withoutFix(finding: Finding): Finding {
  const { savedTokens } = finding;
  return { ...finding, fix: null, savedTokens: null, savedUsd: null, tokensAtStake: savedTokens };
}

/** The segments that say something else than they should once the fixes are applied. */
function wrongSegments(
  { source, document, parse }: CheckInput,
  found: readonly Measured[],
  kinds: readonly FixKind[],
): ReadonlySet<number> {
  const chosen = chosenEdits(found, kinds);
  if (chosen.size === 0) return new Set();
  const edits = [...chosen.values()].flatMap((each) => each.inSource);
  const changed = applyEdits(source, joinEdits(edits));
  const after = parse(changed);
  const all = new Set(chosen.keys());
  if (after.segments.length !== document.segments.length) return all;
  const wrong = new Set<number>();
  after.segments.forEach((segment, index) => {
    const before = document.segments[index];
    const own = chosen.get(index);
    if (!before || (!own && !isNear(chosen, index))) return;
    const expected = own
      ? editedText(own.text, own.edits)
      : new SegmentText(source, index, before).text;
    const isSame =
      new SegmentText(changed, index, segment).text === expected && segment.role === before.role;
    if (!isSame) for (const at of own ? [index] : all) wrong.add(at);
  });
  return wrong;
}

/** A segment beside a changed one may have suffered; the others stand where they stood. */
function isNear(chosen: ReadonlyMap<number, unknown>, index: number): boolean {
  return chosen.has(index - 1) || chosen.has(index + 1);
}

interface ChosenEdits {
  readonly text: SegmentText;
  readonly edits: SegmentEdit[];
  readonly inSource: TextEdit[];
}

/** The edits of all fixes of some kinds that can be applied together, by segment. */
function chosenEdits(
  found: readonly Measured[],
  kinds: readonly FixKind[],
): Map<number, ChosenEdits> {
  const offered = new Map<number, { text: SegmentText; edits: readonly SegmentEdit[] }[]>();
  for (const { draft, finding } of found) {
    const segmentEdits = segmentEditsOf(draft);
    if (!segmentEdits || !finding.fix || !kinds.includes(finding.fix.kind)) continue;
    const { index } = segmentEdits.text;
    const own = offered.get(index);
    if (own) own.push(segmentEdits);
    else offered.set(index, [segmentEdits]);
  }
  const chosen = new Map<number, ChosenEdits>();
  for (const [index, own] of offered) {
    const text = own[0]?.text;
    if (!text) continue;
    const edits = joinSegmentEdits(own.flatMap((each) => each.edits));
    const inSource = joinEdits(edits.flatMap((edit) => text.sourceEdit(edit) ?? []));
    chosen.set(index, { text, edits, inSource });
  }
  return chosen;
}

/** In order; of two that overlap the first. */
function joinSegmentEdits(edits: readonly SegmentEdit[]): SegmentEdit[] {
  const joined: SegmentEdit[] = [];
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start >= (joined.at(-1)?.end ?? 0)) joined.push(edit);
  }
  return joined;
}

function editedText({ text }: SegmentText, edits: readonly SegmentEdit[]): string {
  let result = '';
  let at = 0;
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

function potential(
  found: readonly Measured[],
  kinds: readonly FixKind[],
  measure: Measure,
  usdPerToken: number | null,
): Potential {
  let savedTokens = 0;
  for (const { text, edits } of chosenEdits(found, kinds).values()) {
    savedTokens += measure.savedIn(text, edits);
  }
  return { savedTokens, savedUsd: usdPerToken === null ? null : savedTokens * usdPerToken };
}
