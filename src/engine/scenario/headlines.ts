import { breakdownFigures } from '../systems/breakdown';
import type { Figures } from '../systems/figures';
import { inferenceFigures } from '../systems/inference/figures';
import type { SectionName } from './sections';

/** The figures of each section by their keys. */
export const sectionFigures: Readonly<Record<string, Figures<never>>> = {
  breakdown: breakdownFigures,
  inference: inferenceFigures,
};

/** The headline figures of the sections that a scenario has: "breakdown.totalMonthly". */
export function headlineKeys(sections: ReadonlySet<SectionName>): readonly string[] {
  return Object.entries(sectionFigures).flatMap(([section, figures]) =>
    sections.has(section as SectionName)
      ? Object.entries(figures)
          .filter(([, figure]) => figure.headline)
          .map(([key]) => `${section}.${key}`)
      : [],
  );
}
