import assert from 'node:assert/strict';

/** Equal but for a share of the expected value. */
export function assertClose(
  found: number | null | undefined,
  expected: number,
  tolerance = 1e-9,
): void {
  assert.ok(
    typeof found === 'number' && Math.abs(found - expected) <= tolerance * Math.abs(expected),
    `${String(found)} is not ${expected}`,
  );
}
