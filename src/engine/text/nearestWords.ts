import { distance } from 'fastest-levenshtein';

/**
 * Those of `words` that a misspelt one may have meant, nearest first: not more than a third of its
 * characters differ, or at least one may; two neighbours that have changed places differ as one
 * does. In any letter case.
 */
export function nearestWords(word: string, words: readonly string[]): readonly string[] {
  const allowed = Math.max(1, Math.floor(word.length / 3));
  return words
    .map((candidate) => ({
      candidate,
      far: farFrom(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .filter(({ far }) => far <= allowed)
    .toSorted((a, b) => a.far - b.far)
    .map(({ candidate }) => candidate);
}

function farFrom(word: string, candidate: string): number {
  return isTransposed(word, candidate) ? 1 : distance(word, candidate);
}

function isTransposed(word: string, candidate: string): boolean {
  if (word.length !== candidate.length) return false;
  let at = 0;
  while (at < word.length && word[at] === candidate[at]) at++;
  return (
    at + 1 < word.length &&
    word[at] === candidate[at + 1] &&
    word[at + 1] === candidate[at] &&
    word.slice(at + 2) === candidate.slice(at + 2)
  );
}
