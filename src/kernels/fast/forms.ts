import type { Gpu } from '../../gpu/device.ts';
import type { Tuning } from '../../gpu/tuning.ts';
import { addNormCall } from '../add_norm.ts';
import { type KernelForms, planForms } from '../forms.ts';
import { fastAddNormSource } from './add_norm.ts';
import { fastAttention } from './attention.ts';
import { fastMatmul } from './matmul.ts';
import { subgroupSize } from './subgroups.ts';

/**
 * The fastest correct kernels that we can write where order is free, for benches: what the price of invariance is measured
 * against. Same weights, same buffers, same rounding points; plans say nothing here but how keys are split. No experiment can ask
 * for them: they are not a kernel set, and their bits are promised to nobody.
 */
export function fastForms(gpu: Gpu): KernelForms {
  return fastFormsFor(gpu.tuning, subgroupSize(gpu));
}

/** The same by what it depends on; `subgroup` is 1 where subgroups are done without. */
export function fastFormsFor(tuning: Tuning, subgroup: number): KernelForms {
  const plain = planForms(tuning);
  const common: KernelForms = {
    ...plain,
    matmul: (_, product) => fastMatmul(product, tuning, subgroup),
    addNorm: (_lanes, _rows, config) => ({
      form: 'fast',
      source: (dtypes) => fastAddNormSource(dtypes, config, tuning, subgroup),
      call: addNormCall,
    }),
  };
  if (tuning.largeBlocks) return common;
  return { ...common, attention: () => fastAttention(tuning, subgroup) };
}
