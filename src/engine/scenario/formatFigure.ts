import type { Unit } from '../systems/fields';
import type { Figures } from '../text/figures';

/** A figure as people read it, in its unit and the scenario's currency. */
export function formatFigure(
  figures: Figures,
  value: number,
  unit: Unit | undefined,
  currency: string,
): string {
  switch (unit) {
    case 'money':
    case 'money/month':
    case 'money/hour':
    case 'money/day':
    case 'money/unit':
      return figures.money(value, currency);
    case 'USD':
      return figures.usd(value);
    case 'share':
      return figures.percent(value);
    case 'percent':
      return figures.percent(value / 100);
    case 'bytes':
      return formatBytes(figures, value);
    case 'GB':
      return `${figures.number(value)} GB`;
    case 'milliseconds':
      return `${figures.number(value)} ms`;
    default:
      return figures.number(value);
  }
}

/** In the largest unit that leaves at least one: of a thousand each, as memory is sold. */
function formatBytes(figures: Figures, bytes: number): string {
  const size = Math.abs(bytes);
  if (size >= 1e9) return `${figures.number(bytes / 1e9)} GB`;
  if (size >= 1e6) return `${figures.number(bytes / 1e6)} MB`;
  return size >= 1e3 ? `${figures.number(bytes / 1e3)} KB` : `${figures.number(bytes)} B`;
}
