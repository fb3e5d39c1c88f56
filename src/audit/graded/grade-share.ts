/** The value by which half of `total` are there; null where fewer ever are. */
export function halfOf(values: readonly number[], total: number): number | null {
  const at = Math.ceil(total / 2);
  return values.length < at ? null : values.toSorted((a, b) => a - b)[at - 1];
}
