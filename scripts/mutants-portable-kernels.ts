import { gpu, type Mutant, unit } from './mutant.ts';

const REPLAYED = 'src/engines/webgpu/portable-kernels';

/** Faults in how kernels get their arithmetic, and in the rules on small numbers. */
export const PORTABLE_KERNEL_MUTANTS: readonly Mutant[] = [
  unit(
    'src/kernels/preludes.ts',
    'portable kernels compute as the platform does',
    '...mathPreludes(math),',
    "...mathPreludes('native'),",
    'src/engines/webgpu/portable-texts',
  ),
  gpu(
    'src/kernels/preludes.ts',
    'no kernel tests weights as it reads them',
    "${known ? 'w' : 'kept4(w)'}",
    "${known || !known ? 'w' : 'kept4(w)'}",
    REPLAYED,
  ),
  gpu(
    'shaders/lib/math_portable.wgsl',
    'a product of any values counts however small it is',
    '< vec4u(LEAST_PRODUCT_BITS)',
    '< vec4u(0u)',
    REPLAYED,
  ),
  gpu(
    'shaders/pack_weights.wgsl',
    'weights of whole words are told of alone',
    'held << vec4u(16u * HELD)',
    'held << vec4u(8u * HELD)',
    'src/kernels/pack_weights',
  ),
];
