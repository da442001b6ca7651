import type { SimulationSettings } from '../systems/assumptions';
import type { ScenarioHeader } from '../systems/context';
import { parsePath, pathText, valueAt } from '../systems/path';
import type { Path } from '../systems/system';
import { distributionOf, type Distribution } from '../uncertainty/distribution';
import { isRange, type Range } from '../uncertainty/quantity';
import { randomStream } from '../uncertainty/randomStream';
import {
  evaluateSections,
  reachedSections,
  type EvaluatedSections,
  type NumericResults,
} from './evaluateSections';
import { fieldAt } from './fieldAt';
import { headlineKeys } from './headlines';
import type { SectionInputs, SectionName, Sections } from './sections';

/** What a figure may turn out to be: it is below `p10` in a tenth of the samples, and so on. */
export interface FigureDistribution {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  /** The share of samples in which the figure does not exist; left out where there are none. */
  readonly withoutShare?: number;
  /** What the figure is where one input alone is at its p10 or its p90, widest first. */
  readonly tornado: readonly TornadoBar[];
}

export interface TornadoBar {
  /** The path of the input. */
  readonly input: string;
  readonly low: number | null;
  readonly high: number | null;
}

export type Distributions = Readonly<Record<string, FigureDistribution>>;

/** An input that is a range. */
interface UncertainInput {
  readonly path: string;
  readonly section: SectionName;
  readonly point: number;
  readonly distribution: Distribution;
  /** What may be given; draws beyond are taken at the bound. */
  readonly bounds: readonly [number, number];
  readonly set: (value: number) => void;
}

/**
 * The distributions of all headline figures; undefined where no input is a range. Every sample
 * draws each input once, from a stream of its own, and evaluates all sections on it.
 */
export function simulate(
  sections: Sections,
  points: SectionInputs,
  header: ScenarioHeader,
  { seed, samples }: SimulationSettings,
): Distributions | undefined {
  const inputs = structuredCopy(points);
  const evaluate = (): EvaluatedSections<NumericResults> => evaluateSections(inputs, header);
  const uncertain = uncertainInputs(sections, inputs);
  if (uncertain.length === 0) return undefined;
  const figures = headlineKeys(evaluate().results).map((key) => ({
    key,
    path: parsePath(key) ?? [],
    values: new Float64Array(samples),
    count: 0,
  }));
  const streams = uncertain.map(({ path }) => randomStream(seed, path));
  for (let sample = 0; sample < samples; sample++) {
    uncertain.forEach((input, index) => {
      const random = streams[index];
      if (random) input.set(clamped(input, input.distribution.sample(random)));
    });
    const { results } = evaluate();
    for (const figure of figures) {
      const value = valueAt(results, figure.path);
      if (typeof value === 'number' && Number.isFinite(value)) {
        figure.values[figure.count++] = value;
      }
    }
  }
  for (const input of uncertain) input.set(input.point);
  const bars = tornado(uncertain, inputs, header, figures);
  return Object.fromEntries(
    figures.flatMap(({ key, values, count }) => {
      if (count === 0) return [];
      const without = (samples - count) / samples;
      const distribution: FigureDistribution = {
        ...percentiles(values.subarray(0, count)),
        ...(without > 0 ? { withoutShare: without } : {}),
        tornado: bars(key),
      };
      return [[key, distribution]];
    }),
  );
}

function clamped({ bounds: [least, most] }: UncertainInput, value: number): number {
  return Math.min(Math.max(value, least), most);
}

/** Quantiles between order statistics (Hyndman and Fan, 1996, definition 7); sorts the values. */
function percentiles(values: Float64Array): Record<'p10' | 'p50' | 'p90', number> {
  const sorted = values.sort();
  const at = (p: number): number => {
    const place = (sorted.length - 1) * p;
    const below = Math.floor(place);
    const low = sorted[below] ?? NaN;
    return low + (place - below) * ((sorted[below + 1] ?? low) - low);
  };
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}

interface WatchedFigure {
  readonly key: string;
  readonly path: Path;
}

function tornado(
  uncertain: readonly UncertainInput[],
  inputs: SectionInputs,
  header: ScenarioHeader,
  figures: readonly WatchedFigure[],
): (key: string) => readonly TornadoBar[] {
  const sides = uncertain.map((input) => {
    const reached = reachedSections(inputs, input.section);
    const side = (p: number): unknown => {
      input.set(clamped(input, input.distribution.quantile(p)));
      return evaluateSections(reached, header).results;
    };
    const [low, high] = [side(0.1), side(0.9)];
    input.set(input.point);
    return { input: input.path, low, high };
  });
  return (key) => {
    const path = figures.find((figure) => figure.key === key)?.path ?? [];
    return sides
      .map(({ input, low, high }) => ({
        input,
        low: figureAt(low, path),
        high: figureAt(high, path),
      }))
      .filter(({ low, high }) => low !== high)
      .sort((a, b) => swing(b) - swing(a));
  };
}

function figureAt(results: unknown, path: Path): number | null {
  const value = valueAt(results, path);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** A side without a figure is the widest of all. */
function swing({ low, high }: TornadoBar): number {
  return low === null || high === null ? Infinity : Math.abs(high - low);
}

/** A deep copy of plain data whose numbers can be set in place. */
function structuredCopy<T>(value: T): T {
  if (Array.isArray(value)) return value.map(structuredCopy) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, structuredCopy(child)]),
  ) as T;
}

function uncertainInputs(sections: Sections, inputs: SectionInputs): readonly UncertainInput[] {
  return rangesOf(sections, []).map(({ path, range }) => {
    const parent = valueAt(inputs, path.slice(0, -1)) as Record<string | number, unknown>;
    const key = path.at(-1) ?? '';
    const { min = -Infinity, max = Infinity } = fieldAt(path) ?? {};
    return {
      path: pathText(path),
      section: path[0] as SectionName,
      point: parent[key] as number,
      distribution: distributionOf(range),
      bounds: [min, max],
      set: (value) => {
        parent[key] = value;
      },
    };
  });
}

interface FoundRange {
  readonly path: Path;
  readonly range: Range;
}

function rangesOf(value: unknown, path: Path): readonly FoundRange[] {
  if (isRange(value)) return [{ path, range: value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => rangesOf(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => rangesOf(child, [...path, key]));
}
