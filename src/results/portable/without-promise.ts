import { ruleName } from '../../numerics/rule-name.ts';
import type { Posture } from '../posture.ts';

/** `portable@1 is no promise on this adapter: ...`: what a probe took back, as a record quotes it. Of an arm whose probe did not hold. */
export function withoutPromise({ portable }: Pick<Posture, 'portable'>): string {
  const why = portable?.holds === false ? portable.why : '';
  return `${ruleName('portable')} is no promise on this adapter, whose arithmetic is not that of all others: ${why}`;
}
