import { issueMessage, type Issue } from '../engine/issues';
import { lineStarts, positionAt } from '../engine/text/lines';

/** An issue as the command line tells it. */
export interface LocatedIssue {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  /** Both count from 1. */
  readonly line: number;
  readonly column: number;
}

/** A line and a column, for people. */
export type Placer = (offset: number) => { readonly line: number; readonly column: number };

/** Where an offset of the text is, for people: lines and columns count from 1. */
export function placer(text: string): Placer {
  const starts = lineStarts(text);
  return (offset) => {
    const { line, column } = positionAt(starts, offset);
    return { line: line + 1, column: column + 1 };
  };
}

export function locatedIssue(issue: Issue, place: Placer): LocatedIssue {
  const { code, severity } = issue;
  return { code, severity, message: issueMessage(issue), ...place(issue.range.start) };
}
