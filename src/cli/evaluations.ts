import type { EvaluationReport, Usd } from '../engine/report/report';
import { createFigures } from '../engine/text/figures';
import { printable } from '../engine/text/printable';

/** What running a file costs, in the JSON output. Money is in US dollars; null where there is no price. */
export interface CountedEvaluation {
  readonly prompts: number;
  readonly tests: number;
  readonly repeat: number;
  readonly calls: number;
  readonly costUsd: number | null;
  readonly estimated: boolean;
  readonly models: readonly {
    readonly model: string;
    readonly calls: number;
    readonly inputTokens: number;
    /** Expected of one call; null where nothing says so: then the output is not in the cost. */
    readonly outputTokens: number | null;
    readonly estimated: boolean;
    readonly costUsd: number | null;
  }[];
  /** Prompts and tests that could not be read, or are made by programs. */
  readonly unread: readonly string[];
}

export function countedEvaluation(evaluation: EvaluationReport): CountedEvaluation {
  const { prompts, tests, repeat, calls, models, cost, unread } = evaluation;
  return {
    ...{ prompts, tests, repeat, calls },
    costUsd: usdOrNull(cost),
    estimated: models.some(({ estimated }) => estimated),
    models: models.map(({ cost: ofModel, ...figures }) => ({
      ...figures,
      costUsd: usdOrNull(ofModel),
    })),
    unread,
  };
}

function usdOrNull(cost: Usd): number | null {
  return cost.known ? cost.usd : null;
}

/** What stands below the table: a line an evaluation. */
export function evaluationNotes(
  files: readonly { readonly file: string; readonly evaluation?: CountedEvaluation }[],
): string[] {
  const lines = files.flatMap(({ file, evaluation }) =>
    evaluation ? [printable(`  ${file}: ${evaluationText(evaluation)}`)] : [],
  );
  return lines.length > 0 ? ['What it costs to run the evaluations:', ...lines] : [];
}

function evaluationText(evaluation: CountedEvaluation): string {
  const { count, usd } = createFigures('en-US');
  const { prompts, tests, repeat, calls, models, costUsd, estimated, unread } = evaluation;
  const cost = costUsd === null ? 'no price' : `${estimated ? '≈' : ''}${usd(costUsd)}`;
  const factors = [prompts, models.length, tests, repeat].map(count).join(' × ');
  const product = `prompts × models × tests × repeats: ${factors}`;
  const without = unread.length > 0 ? `; not in it: ${unread.join(', ')}` : '';
  return `${count(calls)} calls (${product}), ${cost}${without}`;
}
