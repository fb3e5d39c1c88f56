/** Throws RangeError naming the figure unless it is a whole number within its bounds. */
export function checkWhole(name: string, value: number, [least, most]: readonly [number, number]): void {
  if (!(Number.isSafeInteger(value) && value >= least && value <= most))
    throw new RangeError(`${name}: expected a whole number from ${least} to ${most}, found ${value}`);
}
