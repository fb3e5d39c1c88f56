import probeFma from '../../shaders/probe_fma.wgsl?raw';
import { MULTIPLY_ADD, type MultiplyAddRule } from '../numerics/fma.ts';
import type { Gpu } from './device.ts';
import { GpuError } from './errors.ts';
import { compileKernel } from './kernel.ts';
import { runOnce } from './run-once.ts';

const LABEL = 'probe_fma';

/** x^2 = 1 + 2^-11 + 2^-24, which f32 rounds to 1 + 2^-11: against that, only a fused multiply-add leaves 2^-24. */
const FACTOR = 1 + 2 ** -12;
const ROUNDED_SQUARE = 1 + 2 ** -11;

/** The same cancellation at several magnitudes and with both signs. */
const SCALES = [0, 1, -1, 8, -8, 30, -30, 60].flatMap((exponent) => [2 ** exponent, -(2 ** exponent)]);

/**
 * Finds out whether `fma` on this device rounds once or twice: WGSL allows both, and a replay must do the same.
 * Throws GpuError where some of the multiply-adds are fused and others are not, or where they follow neither rule.
 */
export async function probeMultiplyAdd(gpu: Gpu): Promise<MultiplyAddRule> {
  const kernel = await compileKernel(gpu.device, { label: LABEL, parts: [probeFma] });
  const a = Float32Array.from(SCALES, (scale) => scale * FACTOR);
  const b = Float32Array.from(SCALES, () => FACTOR);
  const c = Float32Array.from(SCALES, (scale) => -scale * ROUNDED_SQUARE);
  const outputs = [new Float32Array(2 * SCALES.length)];
  const [bits] = await runOnce(gpu, kernel, { inputs: [a, b, c], outputs, workgroups: [1] });
  const results = new Float32Array(bits.buffer, bits.byteOffset, bits.length);
  const follows = (rule: MultiplyAddRule) =>
    results.every((result, i) => {
      const at = i % SCALES.length;
      return result === MULTIPLY_ADD[rule](a[at], b[at], c[at]);
    });
  if (follows('unfused')) return 'unfused';
  if (follows('fused')) return 'fused';
  throw new GpuError(LABEL, `multiply-adds follow no one rule: found ${[...results].join(', ')}`);
}
