import { gpu, type Mutant, unit } from './mutant.ts';

const ROW = 'src/numerics/quantise-row.ts';
const SUM = 'src/numerics/quantised-sum.ts';
const TESTS = 'src/numerics/quantised-sum.test.ts';
const DEVICE = 'src/engines/webgpu/quantised-products.gpu.test.ts';

/** Faults in activations that products read as q8: their integers, their scales, and in what order blocks are added. */
export const ACTIVATION_MUTANTS: readonly Mutant[] = [
  unit(ROW, 'halves go up', 'rest === 0.5 && below % 2 !== 0', 'rest === 0.5', TESTS),
  unit(ROW, 'a row that is not finite gets a scale', 'largest >= INFINITE', 'largest > INFINITE', TESTS),
  unit(SUM, 'a chunk cuts no block', 'Math.min(end, (Math.floor', 'Math.max(0, (Math.floor', TESTS),
  unit(
    'src/engines/cpu/cpu-products.ts',
    'all rows share a scale',
    "mode === 'per-row' ? largest[i] : together",
    'together',
    'src/lab/check-quantize.test.ts',
  ),
  unit(
    'src/engines/cpu/simd/matrices.ts',
    'the groups of a byte change places',
    '(integer + 8) << (4 * (group & 1))',
    '(integer + 8) << (4 * (~group & 1))',
    'src/engines/cpu/simd/simd-forward.test.ts',
  ),
  unit(
    'src/engines/cpu/simd/operations.ts',
    'every row has a scale of its own',
    "Number(mode === 'per-tensor')",
    '0',
    'src/engines/cpu/simd/simd-forward.test.ts',
  ),
  unit(
    'src/results/checks.ts',
    'rows that share a scale promise bits',
    "if (a.quantize === 'per-tensor') return false;",
    '',
    'src/lab/check-quantize.test.ts',
  ),
  gpu('shaders/quantize.wgsl', 'halves go up', 'quotient & 1u, tie', '0u, tie', DEVICE),
  gpu('shaders/quantize.wgsl', 'a scale is cut, not rounded', '> 127u);', '> 254u);', DEVICE),
  gpu(
    'shaders/quantize.wgsl',
    'one scale for all rows is that of the first rows',
    'other < params.together; other += THREADS',
    'other < min(params.together, 2u); other += THREADS',
    DEVICE,
  ),
  gpu('shaders/lib/bytes_q4.wgsl', 'nibbles have no sign', '^ vec2u(0x88888888u)', '^ vec2u(0u)', DEVICE),
  gpu(
    'shaders/matmul_quantised_lanes.wgsl',
    'blocks are dealt to eight lanes twice',
    'block += 16u',
    'block += 8u',
    DEVICE,
  ),
  gpu(
    'src/studies/certificate/device-ends.ts',
    'of sums that a q8 product leaves in parts the first is looked at alone',
    'hidden, parts, epsilon: 1 }',
    'hidden, parts: 1, epsilon: 1 }',
    'src/studies/certificate/gguf.gpu.test.ts',
  ),
  unit(
    'src/studies/certificate/claims.ts',
    'no certificate speaks of q8 activations',
    "claims(BLOCK_FORMATS, 'per-row')",
    '[]',
    'src/cli/certify-choice.test.ts',
  ),
];
