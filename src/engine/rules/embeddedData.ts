import * as z from 'zod';
import type { IssueCode } from '../issues';
import type { TextRange } from '../text/range';
import { linesOf } from './protectedRanges';
import { defineRule, type Draft } from './rule';

const options = z.strictObject({
  base64: z.int().min(40).default(200).describe('Base64 of so many characters is named.'),
  hex: z.int().min(40).default(128).describe('Hexadecimal data of so many digits is named.'),
  tableRows: z.int().min(5).default(40).describe('Tables with so many rows are named.'),
});
type Options = z.infer<typeof options>;

/** Data in the prompt that a model can't read, or does not need all of. */
export const embeddedData = defineRule<Options>({
  id: 'embedded-data',
  severity: 'information',
  fix: 'none',
  options,
  docs: {
    title: 'Data that is sent as text',
    description: `Finds base64, hexadecimal data, and tables of many rows. A model sees base64 as some token every two or three characters and can do little with it: send an image or a file as such, by the API's own means. Of a long table send the rows that a request needs (retrieval), or let the model ask for them (a tool).`,
    example: {
      file: 'logo.prompt.md',
      before: `Describe this logo: data:image/png;base64,${'iVBORw0KGgoAAAANSUhEUgAAAAUA8mQ7kX3Zr'.repeat(8)}\n`,
    },
  },
  check: ({ texts, count }, given) => {
    const drafts: Draft[] = [];
    for (const text of texts) {
      if (text.text.length < 40) continue;
      for (const { code, range, params } of dataIn(text.text, given)) {
        const tokens = count(text.counted(range));
        drafts.push({
          code,
          params: { ...params, tokens },
          range: text.sourceRange({
            start: range.start,
            end: Math.min(range.end, range.start + 200),
          }),
          tokensAtStake: tokens,
        });
      }
    }
    return drafts;
  },
});

interface FoundData {
  readonly code: IssueCode;
  readonly range: TextRange;
  readonly params: Readonly<Record<string, number>>;
}

function dataIn(text: string, { base64, hex, tableRows }: Options): FoundData[] {
  return [
    ...encodedIn(text, Math.min(base64, hex), (word) => {
      if (word.length >= hex && /^(?:0x)?[0-9a-f]+$/i.test(word)) return 'data-hex';
      return word.length >= base64 && isBase64(word) ? 'data-base64' : undefined;
    }),
    ...tablesIn(text, tableRows),
  ];
}

function* encodedIn(
  text: string,
  least: number,
  codeOf: (word: string) => IssueCode | undefined,
): Generator<FoundData> {
  for (const { 0: word, index } of text.matchAll(/[A-Za-z0-9+/_-]{40,}={0,2}/g)) {
    if (word.length < least) continue;
    const code = codeOf(word);
    const range = { start: index, end: index + word.length };
    if (code) yield { code, range, params: { characters: word.length } };
  }
}

/** Base64 mixes its letters: a path, a rule of dashes or a long name does not. */
function isBase64(word: string): boolean {
  const sample = word.slice(0, 400);
  const share = (pattern: RegExp): number => (sample.match(pattern)?.length ?? 0) / sample.length;
  return (
    share(/[A-Z]/g) > 0.15 && share(/[a-z]/g) > 0.15 && share(/\d/g) > 0.04 && share(/[-_/]/g) < 0.1
  );
}

function tablesIn(text: string, least: number): FoundData[] {
  const tables: FoundData[] = [];
  let start = 0;
  let end = 0;
  let rows = 0;
  const close = (): void => {
    if (rows >= least) tables.push({ code: 'data-table', range: { start, end }, params: { rows } });
    rows = 0;
  };
  for (const line of linesOf(text)) {
    if (/^[ \t]{0,3}\|/.test(text.slice(line.start, line.start + 8))) {
      if (rows === 0) start = line.start;
      rows++;
      end = line.end;
    } else close();
  }
  close();
  return tables;
}
