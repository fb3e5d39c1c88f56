import { gpu, type Mutant } from './mutant.ts';

const NORMS = 'src/kernels/portable-norms.gpu.test.ts';

/** Faults in portable kernels: bits that depend on the adapter, or are others than the CPU's. */
export const PORTABLE_KERNEL_MUTANTS: readonly Mutant[] = [
  gpu(
    'shaders/lib/math_portable.wgsl',
    'products far below operands count, which some adapters flush',
    '< vec4u(LEAST_PRODUCT_BITS)',
    '< vec4u(0u)',
    NORMS,
  ),
  gpu(
    'shaders/lib/norm_row.wgsl',
    'gains count that are too small for operands',
    'times4(x, kept4(gain[group]))',
    'times4(x, gain[group])',
    NORMS,
  ),
  gpu(
    'shaders/lib/act_bf16.wgsl',
    'bf16 activations are stored that are too small for operands',
    'kept_top4(select(rounded, quiet, is_nan))',
    'select(rounded, quiet, is_nan)',
    NORMS,
  ),
  gpu(
    'shaders/attention_merge.wgsl',
    'merged splits are divided as the platform has it',
    'divide1(value, sum)',
    'value / sum',
    'src/kernels/portable-attention.gpu.test.ts',
  ),
  gpu(
    'shaders/sample_merge.wgsl',
    "the platform's logarithm is told",
    'log1(sum)',
    'log(sum)',
    'src/kernels/portable-sampling.gpu.test.ts',
  ),
];
