/** Where a file's text begins: after a byte-order mark, which editors drop. */
export function textStart(text: string): number {
  return text.startsWith('\uFEFF') ? 1 : 0;
}
