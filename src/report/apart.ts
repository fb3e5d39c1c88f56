import { f32Bits } from '../numerics/bits.ts';
import { ulpDistance32 } from '../numerics/ulp.ts';
import { grouped } from '../results/text.ts';

/** f32 steps in one step of a narrower format: it lacks so many low bits of the fraction. */
const STEPS_OF = { bf16: 2 ** 16, f16: 2 ** 13 } as const;
/** Below this f16 counts in steps of one size. */
const LEAST_NORMAL_F16 = 2 ** -14;

/** `3 ulp of f32 apart`; of two values that a narrower format holds, its own steps too: `65,536 ulp of f32 apart, which is 1 ulp of bf16`. */
export function apartWords(a: number, b: number): string {
  const distance = ulpDistance32(a, b);
  const apart = `${grouped(distance)} ulp of f32 apart`;
  const format = heldBy(a, b);
  if (!format || distance === 0 || !Number.isFinite(distance)) return apart;
  return `${apart}, which is ${grouped(distance / STEPS_OF[format])} ulp of ${format}`;
}

/** The widest-stepped format that holds both values, in a stretch where its steps grow as those of f32 do. */
function heldBy(a: number, b: number): keyof typeof STEPS_OF | null {
  const low = f32Bits(a) | f32Bits(b);
  if ((low & (STEPS_OF.bf16 - 1)) === 0) return 'bf16';
  const normal = Math.min(Math.abs(a), Math.abs(b)) >= LEAST_NORMAL_F16 && Math.sign(a) === Math.sign(b);
  return (low & (STEPS_OF.f16 - 1)) === 0 && normal ? 'f16' : null;
}
