import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { runToEnd } from '../../../../src/engine/tokens/counter';
import { countTokens } from '../../../../src/engine/tokens/encode';
import { RevisionCounter } from '../../../../src/engine/tokens/revisionCounter';
import { createVocabulary } from '../../../../src/engine/tokens/vocabulary';
import { applyChanges, changeBetween } from '../../../../src/engine/text/textChange';

describe('RevisionCounter', () => {
  const vocabulary = createVocabulary(
    readFileSync('dist/vocabularies/o200k_base.vocabulary'),
    'o200k_base',
  );
  const long = 'The quick brown fox jumps over the lazy dog.\n'.repeat(80);

  it('counts each revision as if it were the first', () => {
    const edit = fc.record({
      offset: fc.nat(long.length),
      removed: fc.nat(40),
      inserted: fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\n', ' fox', '')),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 12 }), fc.boolean(), (edits, addsPart) => {
        const counter = new RevisionCounter(vocabulary);
        let texts = [long, 'short', long];
        for (const change of edits) {
          counter.startRevision();
          for (const text of texts) {
            assert.equal(runToEnd(counter.steps(text)), countTokens(vocabulary, text));
          }
          texts = texts.map((text) => applyChanges(text, [change]));
          if (addsPart) texts.splice(1, 0, long);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('goes on after a revision that was given up', () => {
    const counter = new RevisionCounter(vocabulary);
    runToEnd(counter.steps(long));
    counter.startRevision();
    counter.steps(`${long} more`).next();
    counter.startRevision();
    assert.equal(runToEnd(counter.steps(long)), countTokens(vocabulary, long));
  });
});

describe('changeBetween', () => {
  it('makes the one text of the other', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '\r\n') });
    fc.assert(
      fc.property(text, text, (before, after) => {
        assert.equal(applyChanges(before, [changeBetween(before, after)]), after);
      }),
    );
  });
});
