import assert from 'node:assert/strict';
import { budgetState, worstState } from '../../../../src/engine/systems/budget';

describe('budgetState', () => {
  it('warns from 80 % on and is exceeded from all on, whatever the rounding', () => {
    const states = [0, 399.99, 400, 0.1 * 4000 - 1e-10, 499.99, 500, 1e9].map((amount) =>
      budgetState(amount, 500),
    );
    assert.deepEqual(states, ['ok', 'ok', 'warning', 'warning', 'warning', 'exceeded', 'exceeded']);
  });

  it('of a budget of nothing anything is too much, and nothing is fine', () => {
    assert.equal(budgetState(0, 0), 'ok');
    assert.equal(budgetState(0.01, 0), 'exceeded');
  });

  it('the worst of several states counts', () => {
    assert.equal(worstState(['ok', 'exceeded', 'warning']), 'exceeded');
    assert.equal(worstState(['ok', 'warning']), 'warning');
    assert.equal(worstState([]), undefined);
  });
});
