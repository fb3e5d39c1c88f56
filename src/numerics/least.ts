/** The least whole number from `low` to `high` that `holds`, where it holds for all above; `high` where it does for none below. */
export function leastThat(low: number, high: number, holds: (number: number) => boolean): number {
  let [from, to] = [low, high];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
