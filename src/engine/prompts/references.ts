/** References show their target up to this length, in UTF-16 code units: an image can be megabytes. */
const longestTarget = 200;

/** A reference's target, cut to 200 units. */
export function cutTarget(target: string): string {
  return target.length > longestTarget ? target.slice(0, longestTarget) : target;
}
