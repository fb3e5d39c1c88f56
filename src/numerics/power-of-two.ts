/** The smallest power of two that is not below `least`, and not below 1. */
export function powerOfTwo(least: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, least)));
}
