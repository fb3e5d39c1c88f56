/** Throws RangeError unless both are whole numbers with 0 <= passed <= total and total > 0. */
export function checkCounts(passed: number, total: number): void {
  const whole = Number.isSafeInteger(passed) && Number.isSafeInteger(total);
  if (whole && total > 0 && passed >= 0 && passed <= total) return;
  throw new RangeError(
    `expected whole numbers, 0 <= passed <= total and total > 0, found ${passed} of ${total}`,
  );
}

/** Throws RangeError unless a share lies in [0, 1]. */
export function checkShare(share: number, name: string): void {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`expected ${name} in [0, 1], found ${share}`);
}

/** Throws RangeError unless a level lies in (0, 1). */
export function checkLevel(alpha: number): void {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`expected alpha in (0, 1), found ${alpha}`);
}
