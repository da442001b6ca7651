import type { CheckResult, FixKind, TextEdit } from './finding';

/** In order; of two that overlap the first: the other one's finding comes up again afterwards. */
export function joinEdits(edits: readonly TextEdit[]): TextEdit[] {
  const joined: TextEdit[] = [];
  const inOrder = edits.toSorted(
    (a, b) => a.range.start - b.range.start || a.range.end - b.range.end,
  );
  for (const edit of inOrder) {
    if (edit.range.start >= (joined.at(-1)?.range.end ?? 0)) joined.push(edit);
  }
  return joined;
}

/** The edits of all fixes of some kinds; of fixes that meet, the first one's. */
export function fixEdits({ findings }: CheckResult, kinds: readonly FixKind[]): TextEdit[] {
  const taken: TextEdit[] = [];
  for (const { fix } of findings) if (fix && kinds.includes(fix.kind)) taken.push(...fix.edits);
  return joinEdits(taken);
}

/** The text with edits made that are in order and do not overlap. */
export function applyEdits(source: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const { range, text } of edits) {
    result += source.slice(at, range.start) + text;
    at = range.end;
  }
  return result + source.slice(at);
}
