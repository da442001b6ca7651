/** Keeps what is a whole number of steps from looking like a little more. */
export const stepTolerance = 1e-9;

/**
 * How many further steps of capacity a load takes: none up to what the first carries, one up to
 * twice as much, and so on. A step that is exactly used up is not exceeded.
 */
export function stepsExceeded(load: number, capacity: number): number {
  return Math.max(Math.ceil(load / capacity - stepTolerance) - 1, 0);
}
