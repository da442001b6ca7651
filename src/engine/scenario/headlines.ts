import { breakdownFigures } from '../systems/breakdown';
import type { SectionName } from './sections';

/** The figures of each section by their keys. */
export const sectionFigures = {
  breakdown: breakdownFigures,
} as const;

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
