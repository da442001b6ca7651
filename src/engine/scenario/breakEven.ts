import { systemContext } from '../systems/context';
import { parsePath, valueAt } from '../systems/path';
import type { Path } from '../systems/system';
import { completeSections } from './completeSections';
import type { EvaluatedScenario } from './evaluateScenario';
import { evaluateSections, type EvaluatedSections, type NumericResults } from './evaluateSections';
import { fieldAt } from './fieldAt';
import type { SectionInputs } from './sections';
import { withValue } from './withValue';

/** The values of an input at which a figure reaches a target, or why there are none. */
export type BreakEven =
  | { readonly kind: 'found'; readonly values: readonly number[] }
  /** The figure steps over the target: `below` on one side of the input's value, `above` on the other. */
  | { readonly kind: 'jump'; readonly at: number; readonly below: number; readonly above: number }
  /** No value between the bounds searched. */
  | {
      readonly kind: 'none';
      readonly why: 'always-above' | 'always-below' | 'no-figure';
      readonly bounds: readonly [number, number];
    }
  /** The path leads to no number of the scenario's sections. */
  | { readonly kind: 'no-input' };

/** How many places between the bounds are tried before the roots between them are refined. */
const gridPlaces = 400;
/** Halvings of a bracket: more than the digits of a double. */
const halvings = 200;
/** How far a search goes beyond the value that is there, where the input has no narrower bounds. */
const reach = 1e6;

/**
 * Looks for the values of one input at which a figure equals the target, everything else unchanged:
 * the figure is computed on a grid over the input's bounds, and each change of sign is halved down.
 * Where it comes near and turns back, as savings do that are the size of a difference, it is looked
 * whether it touches the target. Two crossings closer than the grid's step escape it.
 */
export function breakEven(
  scenario: EvaluatedScenario,
  input: string,
  figure: string,
  target: number,
): BreakEven {
  const inputPath = parsePath(input) ?? [];
  const field = fieldAt(inputPath);
  if (field?.unit === undefined) return { kind: 'no-input' };
  const distanceAt = distanceFrom(scenario, inputPath, parsePath(figure) ?? [], target);
  const now = valueAt(scenario.inputs, inputPath);
  // What stands past the end of a list, or in a section of another shape.
  if (withValue(scenario.inputs, inputPath, () => 0) === undefined) return { kind: 'no-input' };
  const places = grid(typeof now === 'number' ? now : (field.default as number | undefined), field);
  const samples = places
    .map((at) => ({ at, distance: distanceAt(at) }))
    .filter((sample): sample is Sample => sample.distance !== null);
  const [first] = samples;
  const bounds = [places[0] ?? 0, places.at(-1) ?? 0] as const;
  if (!first) return { kind: 'none', why: 'no-figure', bounds };
  const crossings = crossingsIn(samples, distanceAt);
  const exact = crossings.flatMap(({ root }) => (root === undefined ? [] : [root]));
  const touched = touchesIn(samples, distanceAt);
  if (exact.length + touched.length > 0) {
    return { kind: 'found', values: [...exact, ...touched].toSorted((a, b) => a - b) };
  }
  const [jump] = crossings;
  if (jump) {
    const [low, high] = [jump.distance[0] + target, jump.distance[1] + target];
    return { kind: 'jump', at: jump.at, below: Math.min(low, high), above: Math.max(low, high) };
  }
  return { kind: 'none', why: first.distance > 0 ? 'always-above' : 'always-below', bounds };
}

interface Sample {
  readonly at: number;
  /** The figure less the target. */
  readonly distance: number;
}

type Distance = (at: number) => number | null;

function distanceFrom(
  { inputs, header, simulation }: EvaluatedScenario,
  input: Path,
  figure: Path,
  target: number,
): Distance {
  /** Of figures that are worked out once for a scenario: the others are there already. */
  const completedFigure = (
    evaluated: EvaluatedSections<NumericResults>,
    changed: SectionInputs,
  ): unknown => {
    const context = systemContext(header, changed.assumptions);
    return valueAt(completeSections(evaluated, changed, context, simulation).results, figure);
  };
  return (at) => {
    const changed = withValue(inputs, input, () => at) as SectionInputs | undefined;
    if (!changed) return null;
    const evaluated = evaluateSections(changed, header);
    const value = valueAt(evaluated.results, figure) ?? completedFigure(evaluated, changed);
    return typeof value === 'number' && Number.isFinite(value) ? value - target : null;
  };
}

/** Places over the bounds: evenly spaced where they are narrow, else by equal factors. */
function grid(
  now: number | undefined,
  { min = 0, max = reach }: { readonly min?: number; readonly max?: number },
): readonly number[] {
  const most = Math.min(max, Math.max(now ?? 1, 1) * reach);
  const steps = Array.from({ length: gridPlaces + 1 }, (_, index) => index / gridPlaces);
  if (min < 0 || most <= 1000) return steps.map((part) => min + part * (most - min));
  const least = Math.max(min, most / reach ** 2);
  const places = steps.map((part) => least * (most / least) ** part);
  return min < least ? [min, ...places] : places;
}

interface Crossing {
  readonly at: number;
  /** Left out where the figure steps over the target. */
  readonly root?: number;
  readonly distance: readonly [number, number];
}

function crossingsIn(samples: readonly Sample[], distanceAt: Distance): readonly Crossing[] {
  const crossings: Crossing[] = [];
  samples.forEach((right, index) => {
    if (right.distance === 0) {
      crossings.push({ at: right.at, root: right.at, distance: [0, 0] });
      return;
    }
    const left = samples[index - 1];
    if (left && left.distance * right.distance < 0) crossings.push(halved(left, right, distanceAt));
  });
  return crossings;
}

function halved(left: Sample, right: Sample, distanceAt: Distance): Crossing {
  let [low, high] = [left, right];
  for (let step = 0; step < halvings; step++) {
    const at = low.at + (high.at - low.at) / 2;
    if (at <= low.at || at >= high.at) break;
    const distance = distanceAt(at);
    if (distance === null) break;
    if (distance === 0) return { at, root: at, distance: [0, 0] };
    if (distance * low.distance > 0) low = { at, distance };
    else high = { at, distance };
  }
  return asCrossing(low, high, Math.abs(right.distance - left.distance));
}

/** A crossing is a root where the figure closes in on the target from both sides. */
function asCrossing(low: Sample, high: Sample, span: number): Crossing {
  const distance = [low.distance, high.distance] as const;
  const gap = Math.abs(high.distance - low.distance);
  const at = Math.abs(low.distance) < Math.abs(high.distance) ? low.at : high.at;
  return gap <= 1e-6 * span ? { at, root: at, distance } : { at, distance };
}

/** Places at which the figure touches the target between two samples on the same side of it. */
function touchesIn(samples: readonly Sample[], distanceAt: Distance): readonly number[] {
  return samples.flatMap((middle, index) => {
    const [left, right] = [samples[index - 1], samples[index + 1]];
    if (!left || !right) return [];
    const sameSide = left.distance * middle.distance > 0 && middle.distance * right.distance > 0;
    const isNearest =
      Math.abs(middle.distance) <= Math.abs(left.distance) &&
      Math.abs(middle.distance) < Math.abs(right.distance);
    const at = sameSide && isNearest ? nearest(left, right, distanceAt) : undefined;
    return at === undefined ? [] : [at];
  });
}

/** Steps by the golden section until the places of a bracket are no more told apart. */
const goldenSteps = 100;
const golden = (Math.sqrt(5) - 1) / 2;

/**
 * Where between two samples the figure touches the target; undefined where it does not. By
 * golden-section search (Kiefer, 1953, Proceedings of the AMS 4(3), 502–506).
 */
function nearest(left: Sample, right: Sample, distanceAt: Distance): number | undefined {
  const sizeAt = (at: number): number => Math.abs(distanceAt(at) ?? Infinity);
  let [low, high] = [left.at, right.at];
  for (let step = 0; step < goldenSteps; step++) {
    const [a, b] = [high - golden * (high - low), low + golden * (high - low)];
    if (sizeAt(a) < sizeAt(b)) high = b;
    else low = a;
  }
  const at = (low + high) / 2;
  const span = Math.max(Math.abs(left.distance), Math.abs(right.distance));
  return sizeAt(at) <= 1e-9 * span ? at : undefined;
}
