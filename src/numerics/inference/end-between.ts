/**
 * Halves the way between what is inside an interval and what lies outside, as often as said; `beyond` tells which side a value is on. Returns the
 * last values of either side.
 */
export function endBetween(
  from: { readonly inside: number; readonly outside: number },
  rounds: number,
  beyond: (value: number) => boolean,
): { readonly inside: number; readonly outside: number } {
  let { inside, outside } = from;
  for (let round = 0; round < rounds; round++) {
    const middle = (inside + outside) / 2;
    if (beyond(middle)) outside = middle;
    else inside = middle;
  }
  return { inside, outside };
}
