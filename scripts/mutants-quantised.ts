import { gpu, type Mutant, unit } from './mutant.ts';

const HOST = 'src/model/quantise.ts';
const HOST_TESTS = 'src/model/quantise.test.ts';
const DEVICE = 'shaders/lib/blocks_quantised.wgsl';
const PACKED = 'src/kernels/pack_weights.gpu.test.ts';
const READ = 'src/kernels/embed.gpu.test.ts';

/** Faults in weights that are held in blocks: how they are made, packed and read. */
export const QUANTISED_MUTANTS: readonly Mutant[] = [
  unit(
    HOST,
    'halves of Q8_0 go up',
    'Math.sign(q) * Math.floor(Math.abs(q) + 0.5)',
    'Math.floor(q + 0.5)',
    HOST_TESTS,
  ),
  unit(HOST, 'the largest of Q4_0 becomes 8 and is held back', 'most / -8', 'most / 8', HOST_TESTS),
  unit(HOST, 'Q4_0 is cut, not rounded', 'x * reciprocal) + 8.5)', 'x * reciprocal) + 8)', HOST_TESTS),
  unit(
    HOST,
    'the sum with 8.5 is not rounded to f32',
    'round(round(x * reciprocal) + 8.5)',
    'round(x * reciprocal) + 8.5',
    HOST_TESTS,
  ),
  unit(
    HOST,
    'nibbles are written in pairs of neighbours',
    '(integer + 8) << (i < 16 ? 0 : 4)',
    '(integer + 8) << (i % 2 ? 4 : 0)',
    HOST_TESTS,
  ),
  unit(
    'src/engines/webgpu/fits-instead.ts',
    'a format of the same size is offered',
    'bytes > 0)',
    'bytes >= 0)',
    'src/engines/webgpu/memory.test.ts',
  ),
  unit(
    'src/kernels/weights/format.ts',
    'a block that is not full takes no room',
    'Math.ceil((4 * shape.groups) / terms)',
    'Math.floor((4 * shape.groups) / terms)',
    'src/kernels/pack.test.ts',
  ),
  gpu(
    'shaders/lib/weight_q4.wgsl',
    'the upper nibble of a byte is its first',
    'vec4u(0x10000000u, 0x1000000u, 0x100000u, 0x10000u)',
    'vec4u(0x1000000u, 0x10000000u, 0x10000u, 0x100000u)',
    READ,
  ),
  gpu('shaders/lib/weight_q4.wgsl', 'nibbles have no sign', '^ vec2u(0x88888888u)', '^ vec2u(0u)', READ),
  gpu(
    'shaders/lib/weight_q8.wgsl',
    'the scale is that of the first block',
    'stored_unit((block + 16u)',
    'stored_unit((16u)',
    READ,
  ),
  gpu('shaders/lib/weight_q8.wgsl', 'bytes have no sign', 'vec4f(bitcast<vec4i>(', 'vec4f((', READ),
  gpu(DEVICE, 'ties of the scale go by what is below them alone', '(rest || (m & 1u) == 1u)', 'rest', PACKED),
  gpu(
    DEVICE,
    'halves go towards zero',
    '(p.m + (1u << (right - 1u)))',
    '(p.m + (1u << (right - 1u)) - 1u)',
    PACKED,
  ),
  gpu(
    DEVICE,
    'the largest of q4 keeps its sign',
    'var d_sign = sign ^ 0x80000000u;',
    'var d_sign = sign;',
    PACKED,
  ),
  gpu(DEVICE, 'a product forgets what carries', '(middle >> 12u) + (low >> 24u)', '(middle >> 12u)', PACKED),
  gpu(
    'shaders/lib/rows_blocks.wgsl',
    'stored nibbles are those of neighbours',
    '(4u * (i / 16u))',
    '(4u * (i % 2u))',
    PACKED,
  ),
  gpu(
    'shaders/pack_blocks.wgsl',
    'columns past a buffer wrap into it',
    'let at = unit - params.base;',
    'let at = (unit - params.base) % params.held;',
    PACKED,
  ),
];
