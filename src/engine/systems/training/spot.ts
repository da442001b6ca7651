import type { Notes } from '../system';
import { trainingDefaults, type TrainingInput } from './section';

/** Training on instances that can be taken away. */
export interface SpotResults {
  /** How long to compute between two checkpoints. */
  readonly checkpointIntervalHours: number | null;
  /** Time lost to checkpoints and to work that interruptions undo, as a share of the work. */
  readonly overhead: number | null;
  /** The part of the cost at full price that is left. */
  readonly costFactor: number;
}

/**
 * Young (1974, Communications of the ACM 17(9), 530–531, https://doi.org/10.1145/361147.361115):
 * with a checkpoint that takes C and interruptions M apart on average,
 *
 * - the interval that loses least is √(2·C·M)
 * - it loses C ÷ interval to checkpoints and interval ÷ (2·M) to work done twice: √(2·C ÷ M) in all
 *
 * A first-order approximation, for C far below M. Restarting is not in it.
 *
 * costFactor = (1 − discount) × (1 + overhead); without overhead where C or M is not given.
 */
export function spotOf({ spot }: TrainingInput, notes: Notes): SpotResults | null {
  if (!spot) return null;
  const { discount = trainingDefaults.spotDiscount } = spot;
  const { meanHoursBetweenInterruptions: between, checkpointMinutes } = spot;
  if (between === undefined || checkpointMinutes === undefined) {
    return {
      checkpointIntervalHours: notes.none('spot.checkpointIntervalHours', 'not-given'),
      overhead: notes.none('spot.overhead', 'not-given'),
      costFactor: 1 - discount,
    };
  }
  const checkpointHours = checkpointMinutes / 60;
  const overhead = Math.sqrt((2 * checkpointHours) / between);
  return {
    checkpointIntervalHours: Math.sqrt(2 * checkpointHours * between),
    overhead,
    costFactor: (1 - discount) * (1 + overhead),
  };
}
