import { fromFigure, type Figures, type Formula, type Term } from './figures';

/** What a strategy saves, as shares of the cost; null where that is not known. */
export interface Savings {
  readonly savingsLow: number | null;
  readonly savingsHigh: number | null;
}

/** What strategies save together. */
export interface CombinedSavings {
  readonly savingsLow: number;
  readonly savingsHigh: number;
}

/**
 * What strategies save together: each saves its share of what the others leave, 1 − Π(1 − sᵢ), so
 * that no sum exceeds the cost. One whose savings are not known saves nothing here.
 */
export function combinedSavings(strategies: readonly Savings[]): CombinedSavings {
  let keptLow = 1;
  let keptHigh = 1;
  for (const { savingsLow, savingsHigh } of strategies) {
    keptLow *= 1 - (savingsLow ?? 0);
    keptHigh *= 1 - (savingsHigh ?? 0);
  }
  return { savingsLow: 1 - keptLow, savingsHigh: 1 - keptHigh };
}

/** The figures of savings under `combined`, of strategies under `optimizations`. */
export function combinedFigures<Case>(
  section: string,
  strategiesOf: (of: Case) => readonly Savings[],
): Figures<Case> {
  return {
    'combined.savingsLow': {
      title: 'Savings of all strategies, at least',
      unit: 'share',
      explain: (of) => formulaOf(section, strategiesOf(of), 'savingsLow'),
    },
    'combined.savingsHigh': {
      title: 'Savings of all strategies, at most',
      unit: 'share',
      explain: (of) => formulaOf(section, strategiesOf(of), 'savingsHigh'),
    },
  };
}

function formulaOf(section: string, strategies: readonly Savings[], end: keyof Savings): Formula {
  const terms: Record<string, Term> = {};
  for (const [index, strategy] of strategies.entries()) {
    const share = strategy[end];
    if (share === null) continue;
    terms[`saved${index}`] = fromFigure(
      `${section}.optimizations[${index}].${end}`,
      share,
      'share',
    );
  }
  const kept = Object.keys(terms).map((name) => `(1 − {${name}})`);
  return { formula: `1 − ${kept.join(' × ') || '1'}`, terms };
}
