import { valueAt, parsePath } from '../systems/path';
import type { Path } from '../systems/system';
import type { TextRange } from '../text/range';
import {
  evaluateScenario,
  type EvaluatedScenario,
  type ScenarioEvaluation,
  type ScenarioIssue,
  type Surroundings,
} from './evaluateScenario';
import { explain, type Explanation } from './explain';
import { headlineKeys } from './headlines';
import type { ScenarioFile } from './scenarioFile';
import { sectionSchemas, type SectionName } from './sections';
import type { FigureDistribution } from './simulate';

/** What an editor shows of a scenario file: plain data, with places in the file's text. */
export interface ScenarioReport {
  readonly system: string | null;
  readonly currency: string;
  /** The base first, then the variants in the order of the file; none of a newer format. */
  readonly scenarios: readonly string[];
  /** The sections that the file has, in its order. */
  readonly sections: readonly SectionPlace[];
  /** The headline figures of the base. */
  readonly headlines: readonly HeadlineFigure[];
  /** The prompt files that the base lists. */
  readonly prompts: readonly ListedPrompt[];
  /** All that is wrong, each once. */
  readonly issues: readonly ReportedIssue[];
}

export interface SectionPlace {
  readonly name: SectionName;
  readonly keyRange: TextRange;
}

/** A prompt file in the `prompts` section, and what it costs. */
export interface ListedPrompt {
  /** Its path from the scenario's folder, as it is written. */
  readonly file: string;
  readonly range: TextRange;
  readonly monthlyCost: number | null;
  /** Its tokens are an estimate. */
  readonly isEstimate: boolean;
}

/** A headline figure of the base, how it came about, and what it is in the variants. */
export interface HeadlineFigure extends Explanation {
  readonly section: SectionName;
  /** Of a list's figure: what tells its item from the others, a name or an amount. */
  readonly item?: string | number;
  /** Where inputs are ranges. */
  readonly distribution?: FigureDistribution;
  /** In the order of the variants; null where one has no such figure. */
  readonly variants: readonly (number | null)[];
}

export interface ReportedIssue extends ScenarioIssue {
  /** `file`: of reading and of the format; `evaluation`: of what the values come to. */
  readonly stage: 'file' | 'evaluation';
  /** The variants that bring it about; none where the file itself does. */
  readonly variants: readonly string[];
}

/** Evaluates a file for an editor. It never fails: what is wrong is an issue. */
export function scenarioReport(file: ScenarioFile, surroundings: Surroundings): ScenarioReport {
  const evaluation = evaluateScenario(file, surroundings);
  const { system, currency, scenarios } = evaluation;
  const [base, ...variants] = scenarios;
  return {
    system,
    currency,
    scenarios: scenarios.map(({ name }) => name),
    sections: sectionPlaces(file),
    headlines: base ? headlines(base, variants) : [],
    prompts: base ? listedPrompts(file, base) : [],
    issues: reportedIssues(evaluation),
  };
}

function sectionPlaces({ value, keyRangeOf }: ScenarioFile): readonly SectionPlace[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value)
    .filter((key): key is SectionName => Object.hasOwn(sectionSchemas, key))
    .map((name) => ({ name, keyRange: keyRangeOf([name]) }));
}

function headlines(
  base: EvaluatedScenario,
  variants: readonly EvaluatedScenario[],
): readonly HeadlineFigure[] {
  return headlineKeys(base.results).flatMap((key) => {
    const explanation = explain(base, key);
    if (!explanation) return [];
    const distribution = base.results.distributions?.[key];
    const path = parsePath(key) ?? [];
    return [
      {
        ...explanation,
        section: path[0] as SectionName,
        ...itemOf(base.results, path),
        variants: variants.map(({ results }) => {
          const value = valueAt(results, path);
          return typeof value === 'number' ? value : null;
        }),
        ...(distribution && { distribution }),
      },
    ];
  });
}

/** The first that the item of a list says of itself: a prompt's file, a projection's users. */
function itemOf(results: unknown, path: Path): Pick<HeadlineFigure, 'item'> {
  const position = path.findIndex((step) => typeof step === 'number');
  if (position < 0) return {};
  const [first] = Object.values(
    valueAt(results, path.slice(0, position + 1)) as object,
  ) as unknown[];
  return typeof first === 'string' || typeof first === 'number' ? { item: first } : {};
}

function listedPrompts(
  { rangeOf }: ScenarioFile,
  { results }: EvaluatedScenario,
): readonly ListedPrompt[] {
  const items = results.prompts?.items ?? [];
  return items.map(({ file, monthlyCost, tokenBand }, index) => ({
    file,
    range: rangeOf(['prompts', index, 'file']),
    monthlyCost,
    isEstimate: tokenBand !== undefined,
  }));
}

/**
 * The issues of the file and of all its scenarios. What the base says is not said again of a
 * variant; what several variants say is said once, with their names.
 */
function reportedIssues({ issues, scenarios }: ScenarioEvaluation): readonly ReportedIssue[] {
  const [base, ...variants] = scenarios;
  const reported = new Map<string, ReportedIssue>();
  const add = (issue: ScenarioIssue, stage: ReportedIssue['stage'], variant?: string): void => {
    const key = JSON.stringify([issue.code, issue.range.start, issue.range.end, issue.params]);
    const there = reported.get(key);
    if (!there) {
      reported.set(key, { ...issue, stage, variants: variant === undefined ? [] : [variant] });
    } else if (there.variants.length > 0 && variant !== undefined) {
      reported.set(key, { ...there, variants: [...there.variants, variant] });
    }
  };
  for (const issue of issues) add(issue, 'file');
  for (const issue of base?.issues ?? []) add(issue, 'evaluation');
  for (const { name, issues: own } of variants) {
    for (const issue of own) add(issue, 'evaluation', name);
  }
  return [...reported.values()].toSorted((a, b) => a.range.start - b.range.start);
}
