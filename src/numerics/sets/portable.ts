import { invariant } from './invariant.ts';
import type { KernelSetRules } from './rules.ts';

/**
 * The order of `invariant` in arithmetic that every adapter shares which rounds sums and products of f32 to nearest even: one fingerprint
 * everywhere. It is for all operations of an arm or for none, since one arithmetic also serves what reduces nothing.
 */
export const portable = {
  ...invariant,
  name: 'portable',
  version: 1,
  math: 'portable',
  standIn: null,
} as const satisfies KernelSetRules;
