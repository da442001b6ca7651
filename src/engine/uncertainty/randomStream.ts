import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Uniform random numbers, 0 ≤ u < 1; the same seed gives the same numbers everywhere. */
export type RandomStream = () => number;

/**
 * The stream that belongs to a name under a seed. Each input draws from a stream of its own, so that
 * making one more number a range leaves the draws of all others as they were.
 */
export function randomStream(seed: number, name: string): RandomStream {
  const generator = xoroshiro128plus(hash(seed, name));
  return () => uniformFloat64(generator);
}

/** FNV-1a over the UTF-16 code units (http://www.isthe.com/chongo/tech/comp/fnv/), 32 bits. */
function hash(seed: number, name: string): number {
  let state = 0x811c9dc5;
  for (const unit of `${seed}/${name}`) {
    state = Math.imul(state ^ unit.charCodeAt(0), 0x01000193);
  }
  return state;
}
