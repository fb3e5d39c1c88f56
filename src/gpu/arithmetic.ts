import probe from '../../shaders/probe_arithmetic.wgsl?raw';
import type { AdapterArithmetic } from '../numerics/adapter-arithmetic.ts';
import { bitsOf, f32FromBits } from '../numerics/bits.ts';
import { MULTIPLY_ADD, type MultiplyAddRule } from '../numerics/fma.ts';
import { mixBits } from '../numerics/gumbel.ts';
import type { Gpu } from './device.ts';
import { compileKernel } from './kernel.ts';
import { probeMultiplyAdd } from './probe.ts';
import { runOnce } from './run-once.ts';

const CASES = 4096;

/** Finds out how this device rounds, fuses and flushes. Throws GpuError where the probes cannot run. */
export async function probeArithmetic(gpu: Gpu): Promise<AdapterArithmetic> {
  const kernel = await compileKernel(gpu.device, { label: 'probe_arithmetic', parts: [probe] });
  const a = operands(1);
  const b = operands(2);
  // c all but cancels the product, so that a second rounding shows.
  const c = a.map((x, i) => -Math.fround(x * b[i]));
  const outputs = [new Float32Array(CASES), new Float32Array(CASES), new Float32Array(CASES)];
  const found = await runOnce(gpu, kernel, { inputs: [a, b, c], outputs, workgroups: [CASES / 64] });
  const [sums, products, contracted] = found.map(
    (bits) => new Float32Array(bits.buffer, bits.byteOffset, bits.length),
  );
  const nearest = a.every(
    (x, i) => sums[i] === Math.fround(x + b[i]) && products[i] === Math.fround(x * b[i]),
  );
  return {
    rounding: nearest ? 'to nearest even' : 'otherwise',
    fma: await probeMultiplyAdd(gpu).catch(() => 'mixed' as const),
    contraction: ruleOf(a, b, c, contracted),
    subnormals: await probeSubnormals(gpu, kernel),
  };
}

/** Values of like magnitude with all fraction bits in use: sums and products of two are inexact in half of the cases. */
function operands(seed: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: CASES }, (_, i) =>
    f32FromBits(0x3f000000 + (mixBits(seed * CASES + i) >>> 8)),
  );
}

function ruleOf(
  a: Float32Array,
  b: Float32Array,
  c: Float32Array,
  results: Float32Array,
): MultiplyAddRule | 'mixed' {
  const follows = (rule: MultiplyAddRule) =>
    results.every((x, i) => x === MULTIPLY_ADD[rule](a[i], b[i], c[i]));
  if (follows('unfused')) return 'unfused';
  return follows('fused') ? 'fused' : 'mixed';
}

/** Half of the smallest normal number is subnormal. */
async function probeSubnormals(gpu: Gpu, kernel: Awaited<ReturnType<typeof compileKernel>>) {
  const fill = (value: number) => new Float32Array(64).fill(value);
  const inputs = [fill(2 ** -126), fill(0.5), fill(0)];
  const [, products] = await runOnce(gpu, kernel, {
    inputs,
    outputs: [fill(0), fill(0), fill(0)],
    workgroups: [1],
  });
  return products.every((bits) => bits === bitsOf(Float32Array.of(2 ** -127))[0]) ? 'kept' : 'flushed';
}
