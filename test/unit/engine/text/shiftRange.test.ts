import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shiftOffset } from '../../../../src/engine/text/shiftRange';
import { applyChanges } from '../../../../src/engine/text/textChange';

const change = fc.record({
  offset: fc.nat(60),
  removed: fc.nat(10),
  inserted: fc.string({ maxLength: 5, unit: fc.constantFrom('x', '\n') }),
});

describe('shiftOffset', () => {
  it('keeps pointing at a character that no change touches', () => {
    fc.assert(
      fc.property(fc.nat(59), fc.array(change, { maxLength: 6 }), (offset, changes) => {
        const text = `${'.'.repeat(offset)}#${'.'.repeat(59 - offset)}`;
        const inRange = changes.filter(({ offset: at, removed }) => at + removed <= 40);
        const edited = applyChanges(text, inRange);
        if (edited.split('#').length !== 2) return; // The character was removed.
        const shifted = shiftOffset(offset, inRange);
        // What is typed right before a place may be taken for part of it.
        assert.ok(/^[x\n]*#/.test(edited.slice(shifted)), `${edited} at ${String(shifted)}`);
      }),
    );
  });

  it('ends at the start of a removed stretch that held the place', () => {
    assert.equal(shiftOffset(5, [{ offset: 2, removed: 10, inserted: '' }]), 2);
  });

  it('stays where it was in a stretch that was replaced, and inside what replaced it', () => {
    assert.equal(shiftOffset(5, [{ offset: 2, removed: 10, inserted: 'x'.repeat(12) }]), 5);
    assert.equal(shiftOffset(8, [{ offset: 2, removed: 10, inserted: 'xyz' }]), 5);
  });
});
