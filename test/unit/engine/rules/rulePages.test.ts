import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { rules } from '../../../../src/engine/rules/rules';
import { encode } from '../../../../src/engine/tokens/encode';
import { vocabularyOf } from '../tokens/oracles';

/** The page of each rule is made by a script; what it says in numbers is counted again here. */
describe('The pages of the rules', () => {
  for (const { id, docs } of rules) {
    it(`${id}: there is one, and its numbers are right`, () => {
      const file = `docs/rules/${id}.md`;
      assert.ok(existsSync(file));
      const page = readFileSync(file, 'utf8');
      const told = [...page.matchAll(/, ([\d]+) tokens:/g)].map(([, tokens]) => Number(tokens));
      const { before, after } = docs.example;
      const texts = [before, ...(after === undefined ? [] : [after])];
      const vocabulary = vocabularyOf('o200k_base');
      assert.deepEqual(
        told,
        texts.map((text) => encode(vocabulary, text).length),
      );
      if (told.length === 2) assert.ok((told[1] ?? 0) <= (told[0] ?? 0));
    });
  }
});
