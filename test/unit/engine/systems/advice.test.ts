import assert from 'node:assert/strict';
import { adviceMessage, adviceTemplates } from '../../../../src/engine/systems/advice';

describe('advice', () => {
  it('is written with its parameters, numbers as the reader likes them', () => {
    const advice = {
      code: 'unit-cost-rising',
      params: { figure: 'costPerRequest', change: 0.00012345 },
    } as const;
    assert.equal(
      adviceMessage(advice, (value) => value.toFixed(4)),
      'costPerRequest rises by 0.0001 a month: find what drives it before growth multiplies it.',
    );
  });

  it('ends in a full stop, as one sentence among others', () => {
    for (const text of Object.values(adviceTemplates)) assert.match(text, /\.$/);
  });
});
