import assert from 'node:assert/strict';
import fc from 'fast-check';
import { nearestWords } from '../../../../src/engine/text/nearestWords';

describe('nearestWords', () => {
  it('has the words that a misspelt one may have meant, nearest first', () => {
    const words = ['margin', 'marginal', 'budget', 'Margins'];
    assert.deepEqual(nearestWords('margim', words), ['margin', 'Margins']);
    assert.deepEqual(nearestWords('MARGIN', words), ['margin', 'Margins', 'marginal']);
    assert.deepEqual(nearestWords('zzz', words), []);
  });

  it('allows one character of a short word, and a third of a longer one', () => {
    assert.deepEqual(nearestWords('ab', ['ac', 'cd']), ['ac']);
    assert.deepEqual(nearestWords('abcdef', ['abcdxy', 'abcxyz']), ['abcdxy']);
  });

  it('takes two neighbours that have changed places for one slip', () => {
    assert.deepEqual(nearestWords('usres', ['users', 'uses', 'ruses']), ['users', 'uses']);
    assert.deepEqual(nearestWords('ba', ['ab']), ['ab']);
  });

  it('has a word itself first', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1 }), (words) => {
        for (const word of words) assert.equal(nearestWords(word, words)[0], word);
      }),
    );
  });
});
