import type { Workgroups } from '../gpu/kernel-call.ts';

/** The workgroups of a call. Every kernel asks here, since what a device lets one axis have (65,535 at least) is one question. */
export function grid(x: number, y = 1, z = 1): Workgroups {
  return [x, y, z];
}

/** How many workgroups of `each` cover so many. */
export function covering(many: number, each: number): number {
  return Math.ceil(many / each);
}
