import type { HeadlineFigure } from './scenarioReport';

/** What one uncertain input does to a figure, from its p10 to its p90, all else unchanged. */
export interface FigureSwing {
  readonly figure: HeadlineFigure;
  readonly low: number | null;
  readonly high: number | null;
}

const mostSwings = 3;

/** The figures that an input moves most for their size, widest first. */
export function figureSwings(
  headlines: readonly HeadlineFigure[],
  input: string,
): readonly FigureSwing[] {
  return headlines
    .flatMap((figure) =>
      (figure.distribution?.tornado ?? [])
        .filter((bar) => bar.input === input)
        .map(({ low, high }) => ({ figure, low, high })),
    )
    .toSorted((a, b) => relativeSwing(b) - relativeSwing(a))
    .slice(0, mostSwings);
}

/** A side without a figure is the widest of all. */
function relativeSwing({ figure, low, high }: FigureSwing): number {
  if (low === null || high === null) return Infinity;
  return Math.abs(high - low) / Math.max(Math.abs(figure.value ?? 0), Number.MIN_VALUE);
}
