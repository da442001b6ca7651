import { distance } from 'fastest-levenshtein';

/**
 * Those of `words` that a misspelt one may have meant, nearest first: not more than a third of its
 * characters differ, or at least one may. In any letter case.
 */
export function nearestWords(word: string, words: readonly string[]): readonly string[] {
  const allowed = Math.max(1, Math.floor(word.length / 3));
  return words
    .map((candidate) => ({
      candidate,
      far: distance(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .filter(({ far }) => far <= allowed)
    .toSorted((a, b) => a.far - b.far)
    .map(({ candidate }) => candidate);
}
