import type { Finding, Path } from './system';

/** A name that a catalog does not know, with the ids that may have been meant. */
export function unknownRow(
  kind: 'accelerator' | 'model' | 'instance',
  name: string,
  nearest: readonly string[],
  path: Path,
): Finding {
  return nearest.length === 0
    ? { code: `${kind}-unknown`, severity: 'error', params: { name }, path }
    : {
        code: `${kind}-similar`,
        severity: 'error',
        params: { name, nearest: nearest.join(', ') },
        path,
      };
}
