import type { Notes, Path } from '../system';
import type { CallUse } from './callCosts';
import type { UseInput } from './section';

/** How calls of a size use the cache and batches, with what is not given as nothing. */
export function useOf(
  input: UseInput,
  inputTokens: number,
  outputTokens: number,
  batchShare = input.batchShare ?? 0,
): CallUse {
  const cachedShare = input.cachedInputShare ?? 0;
  return {
    inputTokens,
    outputTokens,
    cachedShare,
    writtenShare: Math.min(input.cacheWriteShare ?? 0, 1 - cachedShare),
    batchShare,
    keptAnHour: input.cacheLifetime === 'hour',
  };
}

/** More can't be read and written than there is: what is read counts, and the rest is written. */
export function noteShares(input: UseInput, notes: Notes, path: Path = []): void {
  const { cachedInputShare = 0, cacheWriteShare = 0 } = input;
  if (cachedInputShare + cacheWriteShare <= 1 + 1e-9) return;
  notes.add({
    code: 'call-cache-shares',
    severity: 'error',
    params: {},
    path: [...path, 'cacheWriteShare'],
  });
}
