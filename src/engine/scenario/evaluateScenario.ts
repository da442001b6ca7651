import type { Issue, IssueCode } from '../issues';
import { simulationSettings, type SimulationSettings } from '../systems/assumptions';
import type { ModelCatalog } from '../pricing/price';
import { DayPrices } from '../systems/calls/dayPrices';
import { pathText } from '../systems/path';
import { systemContext, type ScenarioHeader, type SystemContext } from '../systems/context';
import type { PromptMeasures } from '../systems/prompts/measure';
import type { ReasonCode } from '../systems/reasons';
import type { Finding, Path } from '../systems/system';
import type { TextRange } from '../text/range';
import { pointsOf } from '../uncertainty/quantity';
import { completeSections, type SectionResults } from './completeSections';
import { evaluateSections } from './evaluateSections';
import { finiteFigures } from './finiteFigures';
import { scenarioCatalogs, type CatalogFiles } from './scenarioCatalogs';
import { priceRemarks } from './priceRemarks';
import type { ScenarioFile } from './scenarioFile';
import type { SectionInputs } from './sections';
import { simulate, type Distributions } from './simulate';
import { newerVersion, validateScenario, type ValidScenario, type Variant } from './validate';
import { variantValue } from './variants';

/** An issue of a scenario file, with the path of what it is about. */
export interface ScenarioIssue extends Issue {
  readonly path: string;
}

/** What the base of a file, or one of its variants, comes to. */
export interface EvaluatedScenario {
  readonly name: string;
  readonly inputs: SectionInputs;
  readonly header: ScenarioHeader;
  readonly context: SystemContext;
  readonly simulation: SimulationSettings;
  readonly results: SectionResults & { readonly distributions?: Distributions };
  readonly reasons: Readonly<Record<string, ReasonCode>>;
  readonly issues: readonly ScenarioIssue[];
}

export interface ScenarioEvaluation {
  readonly system: string | null;
  readonly currency: string;
  /** The base first, then the variants in the order of the file; none of a newer format. */
  readonly scenarios: readonly EvaluatedScenario[];
  /** Problems of reading and of the schema; those of evaluation are with their scenario. */
  readonly issues: readonly ScenarioIssue[];
}

/** What a scenario is evaluated with that does not stand in it. */
export interface Surroundings {
  /** YYYY-MM-DD: prices are those of today where the file names no day; approvals expire by it. */
  readonly today: string;
  /** The files of catalog rows that the scenario names: see `catalogFileNames`. */
  readonly catalogFiles?: CatalogFiles;
  /** After how many days prices are worth a remark; left out where never. */
  readonly pricesStaleAfterDays?: number;
  /** Prices and facts of models. */
  readonly models: ModelCatalog;
  /** What the prompt files come to that the scenario names: see `promptsNeeded`. */
  readonly prompts?: PromptMeasures;
  /** No more samples than these are drawn, whatever the file says: for previews. */
  readonly mostSamples?: number;
}

/** Evaluates a file: its base and all of its variants. It never fails: what is wrong is an issue. */
export function evaluateScenario(
  file: ScenarioFile,
  surroundings: Surroundings,
): ScenarioEvaluation {
  const base = validateScenario(file.value);
  const locate = (finding: Finding): ScenarioIssue => located(finding, rangeOf(file, finding));
  return {
    system: base.system,
    currency: base.currency,
    scenarios:
      newerVersion(file.value) === undefined
        ? [
            evaluateOne('base', base, surroundings, locate),
            ...base.variants.map((variant) => evaluateVariant(file, base, variant, surroundings)),
          ]
        : [],
    issues: [
      ...file.issues.map((issue) => ({ ...issue, path: '' })),
      ...[...readable(file, base.findings), ...priceRemarks(base, surroundings)].map(locate),
    ],
  };
}

/** That nothing could be read is said where it is read, and not again of what it should have been. */
function readable(file: ScenarioFile, findings: readonly Finding[]): readonly Finding[] {
  const isUnread = file.root === undefined && file.issues.length > 0;
  return isUnread ? findings.filter(({ code }) => code !== 'scenario-not-a-map') : findings;
}

function evaluateVariant(
  file: ScenarioFile,
  base: ValidScenario,
  variant: Variant,
  surroundings: Surroundings,
): EvaluatedScenario {
  const { value, findings } = variantValue(file.value, variant);
  const valid = validateScenario(value);
  const known = new Set(base.findings.map(identity));
  const own = valid.findings.filter((finding) => !known.has(identity(finding)));
  const locate = (finding: Finding): ScenarioIssue =>
    located(finding, rangeOf(file, { ...finding, path: placeInVariant(finding, variant) }));
  const evaluated = evaluateOne(variant.name, valid, surroundings, locate);
  return { ...evaluated, issues: [...[...findings, ...own].map(locate), ...evaluated.issues] };
}

function identity({ code, path }: Finding): string {
  return `${code} ${pathText(path)}`;
}

/** Where in the file a variant brought a finding about: the value that it sets there, if it does. */
function placeInVariant(finding: Finding, variant: Variant): Path {
  if (finding.path[0] === 'variants') return finding.path;
  const at = pathText(finding.path);
  const setter = Object.keys(variant.set).find(
    (path) => at === path || at.startsWith(`${path}.`) || at.startsWith(`${path}[`),
  );
  return setter === undefined ? finding.path : ['variants', variant.index, 'set', setter];
}

function evaluateOne(
  name: string,
  valid: ValidScenario,
  surroundings: Surroundings,
  locate: (finding: Finding) => ScenarioIssue,
): EvaluatedScenario {
  const inputs: SectionInputs = pointsOf(valid.sections);
  const { catalogs, findings } = scenarioCatalogs(
    valid.sections.catalogs,
    surroundings.catalogFiles ?? new Map(),
  );
  const pricesAsOf = valid.pricesAsOf ?? surroundings.today;
  const header: ScenarioHeader = {
    currency: valid.currency,
    today: surroundings.today,
    pricesAsOf,
    modelPrices: new DayPrices(surroundings.models, pricesAsOf),
    prompts: surroundings.prompts ?? new Map(),
    invalidSections: valid.invalid,
    catalogs,
  };
  const context = systemContext(header, inputs.assumptions);
  const { seed, samples } = simulationSettings(inputs.assumptions);
  const simulation: SimulationSettings = {
    seed,
    samples: Math.min(samples, surroundings.mostSamples ?? samples),
  };
  const evaluated = completeSections(evaluateSections(inputs, header), inputs, context, simulation);
  const { results, reasons } = finiteFigures(evaluated);
  const distributions = simulate(valid.sections, inputs, header, simulation);
  return {
    name,
    inputs,
    header,
    context,
    simulation,
    results: distributions ? { ...results, distributions } : results,
    reasons,
    issues: [...findings, ...evaluated.findings].map(locate),
  };
}

const keyIssues: ReadonlySet<IssueCode> = new Set<IssueCode>([
  'scenario-unknown-key',
  'scenario-merge-key',
  'scenario-reserved-name',
  'scenario-variant-path',
]);

/** What is wrong with a key is marked there, everything else at its value. */
function rangeOf(file: ScenarioFile, { code, path }: Finding): TextRange {
  return keyIssues.has(code) ? file.keyRangeOf(path) : file.rangeOf(path);
}

function located({ code, severity, params, path }: Finding, range: TextRange): ScenarioIssue {
  return { code, severity, params, range, path: pathText(path) };
}
