import { z } from 'zod';
import { haveOneMath } from '../numerics/sets/kernel-sets.ts';
import { KERNEL_SETS } from '../numerics/sets/sets.ts';
import { oneOf, show } from './errors.ts';

const kernelSet = z.enum(KERNEL_SETS);

/** One set name stands for all three operations. */
export const kernelsSchema = z
  .preprocess(
    (value) =>
      KERNEL_SETS.some((set) => set === value) ? { matmul: value, rmsnorm: value, attention: value } : value,
    z
      .strictObject(
        { matmul: kernelSet, rmsnorm: kernelSet, attention: kernelSet },
        {
          error: (issue) =>
            issue.code === 'invalid_type'
              ? `expected ${oneOf(KERNEL_SETS)} or an object with matmul, rmsnorm, attention, found ${show(issue.input)}`
              : undefined,
        },
      )
      .refine(haveOneMath, {
        error:
          'portable is for all three operations or for none: embedding, RoPE, the gate and sampling share one arithmetic with them',
      })
      .readonly(),
  )
  .meta({ examples: [...KERNEL_SETS] });
