/**
 * The t that |T| does not exceed with the probability `confidence`, where T has Student's
 * distribution with `degrees` ≥ 1 of freedom: by bisection of the finite series for the probability
 * (Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4).
 */
export function studentQuantile(confidence: number, degrees: number): number {
  let [low, high] = [0, Math.PI / 2];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (probabilityWithin(middle, degrees) < confidence) low = middle;
    else high = middle;
  }
  return Math.sqrt(degrees) * Math.tan((low + high) / 2);
}

/** P(|T| ≤ √degrees · tan(angle)). */
function probabilityWithin(angle: number, degrees: number): number {
  const isOdd = degrees % 2 === 1;
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  let term = isOdd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let power = isOdd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= (cosine * cosine * (power - 1)) / power;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
}
