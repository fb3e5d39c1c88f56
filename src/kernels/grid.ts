import type { Workgroups } from '../gpu/kernel-call.ts';

/** Workgroups that every device lets one axis have. */
export const MOST_ALONG = 65_535;

/**
 * The workgroups of a call. Every kernel asks here, since what a device lets one axis have is one question. Throws RangeError over it:
 * what may grow so large is wrapped.
 */
export function grid(x: number, y = 1, z = 1): Workgroups {
  const most = Math.max(x, y, z);
  if (most > MOST_ALONG) throw new RangeError(`${most} workgroups along an axis, ${MOST_ALONG} at most`);
  return [x, y, z];
}

/** So many workgroups along x, which go on along z where they are more than an axis has: never one less, a few more. */
export function wrapped(x: number, y = 1, most = MOST_ALONG): Workgroups {
  const rounds = Math.max(1, covering(x, most));
  return grid(covering(x, rounds), y, rounds);
}

/** How many workgroups of `each` cover so many. */
export function covering(many: number, each: number): number {
  return Math.ceil(many / each);
}
