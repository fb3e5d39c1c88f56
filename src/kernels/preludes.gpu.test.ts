import { expect, test } from 'vitest';
import { compileKernel } from '../gpu/kernel.ts';
import { type HostData, runOnce } from '../gpu/run-once.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { bitsOf, f32Bits } from '../numerics/bits.ts';
import { bf16Bits, bf16FromBits, f16Bits, f16FromBits } from '../numerics/rounding.ts';
import { randomValues } from '../numerics/testing/arbitraries.ts';
import { type KernelDtypes, withDtypes } from './preludes.ts';

const WIDEN = `
@group(0) @binding(0) var<storage, read> packed: array<Act4>;
@group(0) @binding(1) var<storage, read_write> bits: array<vec4u>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  bits[id.x] = bitcast<vec4u>(widen4(packed[id.x]));
}`;

const NARROW = `
@group(0) @binding(0) var<storage, read> values: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> packed: array<Act4>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  packed[id.x] = narrow4(values[id.x]);
}`;

const WIDEN_WEIGHTS = `
@group(0) @binding(0) var<storage, read_write> bits: array<vec4u>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quad = load_quad(0u, id.x, 0u);
  for (var column = 0u; column < 4u; column++) {
    bits[4u * id.x + column] = bitcast<vec4u>(quad[column]);
  }
}`;

const FORMATS = [
  { dtype: 'bf16', round: bf16Bits, widen: bf16FromBits },
  { dtype: 'f16', round: f16Bits, widen: f16FromBits },
] as const;

const ALL_HALVES = new Uint32Array(Uint16Array.from({ length: 65_536 }, (_, bits) => bits).buffer);

const isNan = (bits: number) => (bits & 0x7fffffff) > 0x7f800000;
const isSubnormal = (bits: number) => (bits & 0x7f800000) === 0 && (bits & 0x7fffff) !== 0;

/** Equal, or both NaN: WGSL lets a NaN change its payload on the way. */
const sameF32 = (found: number, expected: number) => found === expected || (isNan(found) && isNan(expected));

/** An f32 subnormal may be flushed to a zero of either sign. The f16 ones are normal in f32 and may not. */
const sameUpToFlush = (found: number, expected: number) =>
  sameF32(found, expected) || (isSubnormal(expected) && (found & 0x7fffffff) === 0);

/** Each exponent with random fractions, each rounding boundary of both formats and its neighbours, and the specials. */
function hardValues(): Float32Array<ArrayBuffer> {
  const fractions = bitsOf(randomValues(65_536, 9));
  const spread = Uint32Array.from(fractions, (bits, i) => ((i & 0x1ff) << 23) | (bits & 0x7fffff));
  const boundaries: number[] = [
    0, 0x80000000, 0x7f800000, 0xff800000, 0x7f800001, 0xff800001, 0x7fffffff, 1, 0x7fffff,
  ];
  for (let half = 0; half < 0x7c00; half += 7) {
    const tie = f32Bits((f16FromBits(half) + f16FromBits(half + 1)) / 2);
    boundaries.push(tie - 1, tie, tie + 1, (tie | 0x80000000) >>> 0);
  }
  for (let half = 0; half < 0x7f80; half += 7) {
    const tie = ((half << 16) | 0x8000) >>> 0;
    boundaries.push(tie - 1, tie, tie + 1, (tie | 0x80000000) >>> 0);
  }
  const all = Uint32Array.of(...boundaries, ...new Array(256 - (boundaries.length % 256)).fill(0));
  const values = new Float32Array(spread.length + all.length);
  bitsOf(values).set(spread);
  bitsOf(values).set(all, spread.length);
  return values;
}

await describeOnGpu('16-bit conversions in WGSL', (gpu) => {
  async function run(dtypes: KernelDtypes, code: string, input: HostData, words: number, threads: number) {
    const kernel = await compileKernel(gpu.device, withDtypes('convert', dtypes, [code]));
    const outputs = [new Uint32Array(words)];
    const read = dtypes.weights ? { inputs: [], weights: [input] } : { inputs: [input] };
    const [bits] = await runOnce(gpu, kernel, { ...read, outputs, workgroups: [threads / 64] });
    return bits;
  }

  test.each(FORMATS)(
    '$dtype: all 65,536 activation patterns widen as on the CPU',
    async ({ dtype, widen }) => {
      const found = await run({ activations: dtype }, WIDEN, ALL_HALVES, 65_536, 65_536 / 4);
      const wrong = Array.from(found).filter((bits, half) => !sameUpToFlush(bits, f32Bits(widen(half))));
      expect(wrong).toEqual([]);
    },
  );

  test.each(FORMATS)('$dtype: all 65,536 weight patterns widen as on the CPU', async ({ dtype, widen }) => {
    const found = await run({ weights: dtype }, WIDEN_WEIGHTS, ALL_HALVES, 65_536, 65_536 / 16);
    const wrong = Array.from(found).filter((bits, half) => !sameUpToFlush(bits, f32Bits(widen(half))));
    expect(wrong).toEqual([]);
  });

  test.each(FORMATS)('$dtype: all widened patterns narrow to themselves', async ({ dtype, widen }) => {
    const values = Float32Array.from({ length: 65_536 }, (_, half) => widen(half));
    const words = await run({ activations: dtype }, NARROW, values, 32_768, 65_536 / 4);
    const found = new Uint16Array(words.buffer, words.byteOffset, 65_536);
    const wrong = Array.from(found.keys()).filter((half) => {
      if (Number.isNaN(values[half])) return !Number.isNaN(widen(found[half]));
      const flushed = isSubnormal(f32Bits(values[half])) && (found[half] & 0x7fff) === 0;
      return found[half] !== half && !flushed;
    });
    expect(wrong).toEqual([]);
  });

  test.each(FORMATS)('$dtype: hard f32 values narrow as on the CPU', async ({ dtype, round, widen }) => {
    const values = hardValues();
    const words = await run({ activations: dtype }, NARROW, values, values.length / 2, values.length / 4);
    const found = new Uint16Array(words.buffer, words.byteOffset, values.length);
    const wrong = [...found.entries()].filter(([i, half]) => {
      if (Number.isNaN(values[i])) return !Number.isNaN(widen(half));
      const flushed = isSubnormal(f32Bits(values[i])) && (half & 0x7fff) === 0;
      return half !== round(values[i]) && !flushed;
    });
    expect(wrong).toEqual([]);
  });
});
