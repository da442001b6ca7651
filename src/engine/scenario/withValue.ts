/**
 * A copy of plain data in which what stands at a path is changed; maps on the way that are not
 * there are made. undefined where the path leads past the end of a list or through a value that is
 * neither list nor map.
 */
export function withValue(
  target: unknown,
  [step, ...rest]: readonly (string | number)[],
  change: (value: unknown) => unknown,
): unknown {
  if (step === undefined) return change(target);
  if (typeof step === 'number') {
    if (!Array.isArray(target) || step >= target.length) return undefined;
    const child = withValue(target[step], rest, change);
    return child === undefined ? undefined : target.with(step, child);
  }
  if (target !== undefined && (typeof target !== 'object' || Array.isArray(target)))
    return undefined;
  const map = (target ?? {}) as Readonly<Record<string, unknown>>;
  const child = withValue(Object.hasOwn(map, step) ? map[step] : undefined, rest, change);
  return child === undefined ? undefined : { ...map, [step]: child };
}
