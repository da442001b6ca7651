import type { SystemContext } from '../context';
import type { ReasonCode } from '../reasons';
import { Notes, type Evaluated } from '../system';
import { unknownRow } from '../unknownRow';
import { acceleratorOf, type TrainingFigures } from './evaluate';
import { memoryOf, type TrainingMemory } from './memory';
import type { TrainingInput } from './section';
import { strategiesOf, type TrainingStrategy, type TrainingStrategyName } from './strategies';

/** What stands out in a plan or a published run; prose in advice.ts. */
export type TrainingFlag = 'low-mfu' | 'impossible-mfu' | 'over-budget';

export interface TrainingResults extends TrainingFigures {
  readonly flags: readonly TrainingFlag[];
  readonly memory: readonly TrainingMemory[];
  readonly strategies: readonly TrainingStrategy[];
  readonly recommendation: TrainingStrategyName | null;
}

/** A run that is said to have used less of the peak was slowed by something other than compute. */
const lowMfu = 0.2;

/**
 * Adds the strategies, as parts of `cost` or, where only that is known, of `ruleOfThumbCost`; memory
 * by method; what stands out; and what is wrong with inputs.
 *
 * @param withoutCost why `cost` is null, where it is.
 */
export function withPlan(
  figures: TrainingFigures,
  input: TrainingInput,
  context: SystemContext,
  withoutCost: ReasonCode = 'not-given',
): Evaluated<TrainingResults> {
  const notes = new Notes();
  checkInputs(input, context, notes);
  const gpu = acceleratorOf(input, context);
  const { cost, ruleOfThumbCost, spot, impliedMfu } = figures;
  const strategies = strategiesOf(input, cost ?? ruleOfThumbCost, withoutCost, spot, notes);
  const [best] = strategies;
  const isKnown = best !== undefined && best.estimatedCost !== null;
  return notes.evaluated({
    ...figures,
    flags: flagsOf(impliedMfu, best?.withinBudget !== false),
    memory: memoryOf(input, typeof gpu === 'string' ? gpu : gpu.memoryBytes, notes),
    strategies,
    recommendation: isKnown ? best.strategy : notes.none('recommendation', withoutCost),
  });
}

function checkInputs(input: TrainingInput, context: SystemContext, notes: Notes): void {
  if (input.mfu !== undefined && input.hfu !== undefined) {
    notes.add({ code: 'training-mfu-and-hfu', severity: 'warning', params: {}, path: ['hfu'] });
  }
  if (input.gpu === undefined) return;
  const found = context.catalogs.accelerator(input.gpu);
  if (!found.known) notes.add(unknownRow('accelerator', input.gpu, found.nearest, ['gpu']));
}

function flagsOf(impliedMfu: number | null, isAffordable: boolean): readonly TrainingFlag[] {
  const flags: TrainingFlag[] = [];
  if (impliedMfu !== null && impliedMfu < lowMfu) flags.push('low-mfu');
  if (impliedMfu !== null && impliedMfu > 1) flags.push('impossible-mfu');
  if (!isAffordable) flags.push('over-budget');
  return flags;
}
