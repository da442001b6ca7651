import type { PromptReport } from './report';

/**
 * Segments, variables and references that a report lists for a view. An editor stalls while it takes in more (a
 * file of 100,000 requests stalled it for half a second), and nobody looks at so many.
 */
const mostListed = 5000;

/** The report for a view: its figures count everything, its lists have only the first entries. */
export function capReport(report: PromptReport): PromptReport {
  const { segments, variables, references } = report;
  return {
    ...report,
    segments: segments.slice(0, mostListed),
    variables: variables.slice(0, mostListed),
    references: references.slice(0, mostListed),
  };
}
