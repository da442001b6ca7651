/** How a cost stands to its budget. */
export type BudgetState = 'ok' | 'warning' | 'exceeded';

/** The shares of a budget at which its state changes; the first is the reference's. */
export const budgetThresholds = { warning: 0.8, exceeded: 1 } as const;

/** Amounts that differ by less than this share are equal: rounding is no reason for an alarm. */
const rounding = 1e-9;

/** Whether an amount comes up to a limit. */
export function reaches(amount: number, limit: number): boolean {
  return amount >= limit * (1 - rounding);
}

/**
 * `warning` from 80 % of the budget on, `exceeded` from all of it on. Nothing spent is always `ok`,
 * even of a budget of 0.
 */
export function budgetState(amount: number, budget: number): BudgetState {
  if (amount === 0) return 'ok';
  if (reaches(amount, budget * budgetThresholds.exceeded)) return 'exceeded';
  return reaches(amount, budget * budgetThresholds.warning) ? 'warning' : 'ok';
}

const order: readonly BudgetState[] = ['ok', 'warning', 'exceeded'];

/** The worst of several states. */
export function worstState(states: readonly BudgetState[]): BudgetState | undefined {
  return order.findLast((state) => states.includes(state));
}
