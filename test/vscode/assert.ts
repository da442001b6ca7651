/** Assertions for suites that run in both hosts; `node:assert` does not exist in the web one. */

/** Fails unless the value is truthy. */
export function ok(value: unknown, what: string): asserts value {
  if (!value) throw new Error(`Not so: ${what}`);
}

/** Fails unless both values are the same as JSON. */
export function equal<T>(actual: T, expected: T, what = 'value'): void {
  const [is, shouldBe] = [actual, expected].map((value) => JSON.stringify(value, undefined, 2));
  if (is !== shouldBe) throw new Error(`${what}: is ${String(is)}, should be ${String(shouldBe)}`);
}
