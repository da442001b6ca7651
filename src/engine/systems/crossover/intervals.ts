import { cheaperOf, compareAmounts, type Verdict } from '../verdict';
import type { BuildCosts, BuyLine } from './costs';

/** A stretch of volumes with one cheaper way. */
export interface CostInterval {
  readonly from: number;
  /** null: without end. */
  readonly to: number | null;
  /** `alternating`: in each step of capacity buying is cheaper at first, and building in the end. */
  readonly cheaper: Verdict | 'alternating';
  /** Of alternating stretches: the units after which the pattern repeats. */
  readonly period?: number;
}

/** Crossings within steps are told one by one up to so many, and the rest as alternating. */
const mostCrossings = 50;

/** A bound that only costs beyond the precision of numbers can reach. */
const mostPieces = 1000;

/**
 * Which way is cheaper at which volume, over all volumes from 0, without gaps.
 *
 * On a line of the buying price the difference f of building and buying is, within step k of
 * capacity, the straight line A + a·x + k·c: A is the difference of the fixed amounts, a that of the
 * prices of a unit, c what a step costs. So a step has at most one crossing, and f jumps by c where
 * the next begins. From one step to the next f changes by S = a·u + c, where u is the units of a
 * step: being linear in k, it tells which step can change the order next, or that none can, so that
 * the rest without end is known. With S = 0, steps that have a crossing have it forever.
 */
export function costIntervals(
  build: BuildCosts,
  lines: readonly BuyLine[],
): readonly CostInterval[] {
  const list = new IntervalList();
  let from = 0;
  for (const line of lines) {
    addLine(list, new Course(build, line), from);
    from = line.upTo;
  }
  return list.intervals;
}

/** Joins neighbours of one kind. */
class IntervalList {
  readonly intervals: CostInterval[] = [];

  add(from: number, to: number, cheaper: Verdict): void {
    const last = this.intervals.at(-1);
    if (to <= from) return;
    const end = to === Infinity ? null : to;
    if (last?.cheaper === cheaper) this.intervals[this.intervals.length - 1] = { ...last, to: end };
    else this.intervals.push({ from, to: end, cheaper });
  }

  addAlternating(from: number, to: number, period: number): void {
    if (to <= from) return;
    const end = to === Infinity ? null : to;
    this.intervals.push({ from, to: end, cheaper: 'alternating', period });
  }
}

function addLine(list: IntervalList, course: Course, from: number): void {
  const { upTo } = course.line;
  const { stepUnits } = course.build;
  let start = from;
  let step = Math.floor(from / stepUnits);
  let crossings = 0;
  for (let piece = 0; start < upTo; piece++) {
    const end = Math.min((step + 1) * stepUnits, upTo);
    const before = course.outcome(start, end, step);
    const after = course.outcome(end, start, step);
    let next = step + 1;
    if (before === after) {
      next = piece < mostPieces && end > start ? course.nextChange(step, before) : Infinity;
      list.add(start, Math.min(next * stepUnits, upTo), before);
    } else {
      const crossing = Math.min(Math.max(course.crossing(step), start), end);
      list.add(start, crossing, before);
      list.add(crossing, end, after);
      crossings++;
      if (course.drift === 0 || crossings >= mostCrossings) {
        next = course.stepAfterCrossings(step);
        list.addAlternating(end, Math.min(next * stepUnits, upTo), stepUnits);
      }
    }
    start = Math.min(next * stepUnits, upTo);
    step = next;
  }
}

/** The difference of building and buying on one line of the buying price. */
class Course {
  /** What the difference changes by for each unit within a step. */
  private readonly slope: number;
  /** Its least and its greatest value in the first step. */
  private readonly least: number;
  private readonly greatest: number;
  /** What it changes by from each step to the next; 0 where that is rounding alone. */
  readonly drift: number;

  constructor(
    readonly build: BuildCosts,
    readonly line: BuyLine,
  ) {
    const { fixed, perUnit, stepUnits, stepCost } = build;
    this.slope = compareAmounts(perUnit, line.perUnit) === 0 ? 0 : perUnit - line.perUnit;
    const change = this.slope === 0 ? 0 : this.slope * stepUnits;
    this.least = fixed - line.fixed + Math.min(change, 0);
    this.greatest = fixed - line.fixed + Math.max(change, 0);
    this.drift = compareAmounts(change, -stepCost) === 0 ? 0 : change + stepCost;
  }

  /** What is cheaper at `volume`, within a step; where it is equal, on the way to `towards`. */
  outcome(volume: number, towards: number, step: number): Verdict {
    const here = this.at(volume, step);
    return here === 'equal' ? this.at(towards, step) : here;
  }

  private at(volume: number, step: number): Verdict {
    if (volume === Infinity) {
      if (this.slope === 0) return this.at(0, step);
      return this.slope < 0 ? 'build' : 'buy';
    }
    const { fixed, perUnit, stepCost } = this.build;
    return cheaperOf(
      fixed + perUnit * volume + step * stepCost,
      this.line.fixed + this.line.perUnit * volume,
    );
  }

  /** The volume at which the costs are equal, on the line of a step. */
  crossing(step: number): number {
    return (this.line.fixed - this.build.fixed - step * this.build.stepCost) / this.slope;
  }

  /** The next step that may have another outcome than the whole of this one has. */
  nextChange(step: number, outcome: Verdict): number {
    const { stepUnits } = this.build;
    if (stepUnits === Infinity) return Infinity;
    const next = step + 1;
    if (this.outcomeOf(next) !== outcome || outcome === 'equal') return next;
    if (outcome === 'buy') {
      return this.drift >= 0 ? Infinity : Math.max(next, Math.floor(this.least / -this.drift));
    }
    return this.drift <= 0 ? Infinity : Math.max(next, Math.floor(-this.greatest / this.drift));
  }

  /** The first step after `step` from which on none has a crossing. */
  stepAfterCrossings(step: number): number {
    if (this.drift === 0) return Infinity;
    const first =
      this.drift > 0 ? Math.ceil(-this.least / this.drift) : Math.ceil(this.greatest / -this.drift);
    const isOneTooFar = first > step + 2 && this.outcomeOf(first - 1) !== undefined;
    return Math.max(isOneTooFar ? first - 1 : first, step + 1);
  }

  /** What is cheaper in the whole of a step; undefined where it has a crossing. */
  private outcomeOf(step: number): Verdict | undefined {
    const start = step * this.build.stepUnits;
    const end = start + this.build.stepUnits;
    const outcome = this.outcome(start, end, step);
    return this.outcome(end, start, step) === outcome ? outcome : undefined;
  }
}
