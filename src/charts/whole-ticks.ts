/** Whole numbers 0 to `last` in even steps of 1, 2 or 5 times a power of ten, about `most` of them at most. */
export function wholeTicks(last: number, most: number): number[] {
  const rough = Math.max(1, last / Math.max(1, most));
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((of) => of * power).find((size) => size >= rough) ?? 10 * power;
  return Array.from({ length: Math.floor(Math.max(0, last) / step) + 1 }, (_, at) => at * step);
}
