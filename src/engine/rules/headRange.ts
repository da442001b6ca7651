import type { PromptDocument } from '../prompts/document';
import type { TextRange } from '../text/range';

/** Where what concerns a prompt as a whole is marked: its model's name, else its first sent line. */
export function headRange(source: string, { models, segments }: PromptDocument): TextRange {
  return models[0]?.range ?? firstLine(source, segments[0]?.range.start ?? 0);
}

/** The first line from an offset on that is not blank; 200 characters of it at most. */
export function firstLine(source: string, from: number): TextRange {
  const blank = /^\s*/.exec(source.slice(from, from + 1000))?.[0].length ?? 0;
  const start = from + (from + blank < source.length ? blank : 0);
  const length = /[\r\n]|$/.exec(source.slice(start, start + 200))?.index ?? 0;
  return { start, end: start + length };
}
