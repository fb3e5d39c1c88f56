import { gpu, type Mutant, unit } from './mutant.ts';

const REPLAYED = 'src/engines/webgpu/portable-kernels';

/** Faults in how kernels get their arithmetic, and in the rules on small numbers. */
export const PORTABLE_PRODUCT_MUTANTS: readonly Mutant[] = [
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
    "known ? 'w' : 'kept4(w)'",
    "known !== null ? 'w' : 'kept4(w)'",
    REPLAYED,
  ),
  gpu(
    'shaders/lib/math_portable.wgsl',
    'the least operand is the least normal number',
    'abs(x) < vec4f(LEAST))',
    'abs(x) < vec4f(LEAST_NORMAL))',
    REPLAYED,
  ),
  gpu(
    'shaders/pack_weights.wgsl',
    'weights of whole words are told of alone',
    'vec4u((16u * HELD) & 16u)',
    'vec4u((8u * HELD) & 16u)',
    'src/kernels/pack_weights',
  ),
];
