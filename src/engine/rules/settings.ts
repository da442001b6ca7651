import * as z from 'zod';
import type { Severity } from '../issues';
import { ruleIds, type RuleId } from './finding';
import type { Rule } from './rule';
import { rules } from './rules';

const severities = [
  'error',
  'warning',
  'information',
  'hint',
] as const satisfies readonly Severity[];
const severity = z.enum([...severities, 'off']);

/** How a rule is to be run. */
export interface RuleSetting {
  readonly severity: Severity | 'off';
  /** As the rule's own schema has read them. */
  readonly options: unknown;
}
export type RuleSettings = Readonly<Record<RuleId, RuleSetting>>;

/** What a settings file may say of a rule: its severity, or options with or without a severity. */
function entrySchema({ options, docs, severity: preset }: Rule): z.ZodType {
  const object = options as z.ZodObject;
  return z
    .union([severity, object.extend({ severity: severity.optional() })])
    .describe(`${docs.title}. Severity: ${preset} unless it is given.`);
}

/** The `rules` of a settings file; every entry may be left out. */
export const ruleSettingsSchema = z.strictObject(
  Object.fromEntries(rules.map((rule) => [rule.id, entrySchema(rule).optional()])),
);

/** What is wrong with a setting: its path, and the reason. */
export interface SettingProblem {
  readonly path: string;
  readonly detail: string;
}

/**
 * Reads the `rules` of a settings file. An entry that is wrong does not void the others: the rule
 * then runs as it does without it, and the problem is told.
 */
export function readRuleSettings(value: unknown): {
  readonly settings: RuleSettings;
  readonly problems: readonly SettingProblem[];
} {
  const problems: SettingProblem[] = [];
  const given = readEntries(value, problems);
  const settings = Object.fromEntries(
    rules.map((rule) => [rule.id, readEntry(rule, given[rule.id], problems)]),
  ) as Record<RuleId, RuleSetting>;
  return { settings, problems };
}

function readEntries(
  value: unknown,
  problems: SettingProblem[],
): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    problems.push({ path: 'rules', detail: 'should be a list of "rule: setting" pairs' });
    return {};
  }
  const known: ReadonlySet<string> = new Set(ruleIds);
  for (const key of Object.keys(value)) {
    if (!known.has(key)) problems.push({ path: `rules.${key}`, detail: 'is not a rule' });
  }
  return value as Readonly<Record<string, unknown>>;
}

function readEntry(rule: Rule, value: unknown, problems: SettingProblem[]): RuleSetting {
  const preset = { severity: rule.severity, options: rule.options.parse({}) };
  if (value === undefined) return preset;
  const named = severity.safeParse(value);
  if (named.success) return { ...preset, severity: named.data };
  const { severity: level, ...options } = (typeof value === 'object' ? value : { value }) as Record<
    string,
    unknown
  >;
  const read = rule.options.safeParse(options);
  const chosen = severity.optional().safeParse(level);
  if (read.success && chosen.success) {
    return { severity: chosen.data ?? rule.severity, options: read.data };
  }
  const issue = read.error?.issues[0] ?? chosen.error?.issues[0];
  const at = ['rules', rule.id, ...(issue?.path ?? []).map(String)].join('.');
  problems.push({ path: at, detail: issue?.message ?? 'is not valid' });
  return preset;
}
