import { createGenaiPricesCatalog } from '../../../../src/engine/pricing/genaiPrices';
import { parsePrompt } from '../../../../src/engine/prompts/formats';
import { analyzePrompt, chooseModel } from '../../../../src/engine/report/analyzePrompt';
import type { PromptReport } from '../../../../src/engine/report/report';
import { checkPrompt } from '../../../../src/engine/rules/checkPrompt';
import { applyEdits, fixEdits } from '../../../../src/engine/rules/edits';
import type { CheckResult, Finding, FixKind, RuleId } from '../../../../src/engine/rules/finding';
import { readRuleSettings } from '../../../../src/engine/rules/settings';
import { plainCounter, runToEnd, type TokenCounter } from '../../../../src/engine/tokens/counter';
import type { PromptDocument } from '../../../../src/engine/prompts/document';
import { vocabularyOf } from '../tokens/oracles';

const catalog = createGenaiPricesCatalog();
const today = new Date('2026-09-01T00:00:00Z');

const options = { defaultModel: 'gpt-4o', at: today };

/** A prompt file that the rules have looked at. */
export interface Checked {
  readonly source: string;
  readonly document: PromptDocument;
  readonly report: PromptReport;
  readonly counter: TokenCounter;
  readonly check: CheckResult;
}

/** Checks a text as the file of that name; undefined where it is no prompt. */
export function checkedFile(
  path: string,
  source: string,
  rules: unknown = {},
): Checked | undefined {
  const document = parsePrompt(source, { path });
  if (!document || document.format === 'litellm') return undefined;
  const { encoding } = chooseModel(document, options, catalog);
  const counter = plainCounter(vocabularyOf(encoding.encoding));
  const report = runToEnd(analyzePrompt(source, document, options, catalog, counter));
  const parse = (text: string): PromptDocument => parsePrompt(text, { path }, document.format);
  const input = { source, path, document, report, catalog, today, counter, parse };
  const { settings } = readRuleSettings(rules);
  return { source, document, report, counter, check: runToEnd(checkPrompt(input, settings)) };
}

/** The findings of one rule, or of all. */
export function findingsOf(
  path: string,
  source: string,
  rule?: RuleId,
  rules: unknown = {},
): readonly Finding[] {
  const findings = checkedFile(path, source, rules)?.check.findings ?? [];
  return rule ? findings.filter((finding) => finding.rule === rule) : findings;
}

/** The file with fixes applied; of one rule, or of all. */
export function fixed(
  { source, check }: Checked,
  kinds: readonly FixKind[],
  rule?: RuleId,
): string {
  const findings = check.findings.filter((finding) => !rule || finding.rule === rule);
  return applyEdits(source, fixEdits({ ...check, findings }, kinds));
}
