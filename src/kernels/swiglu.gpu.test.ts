import { expect, test } from 'vitest';
import { compileKernel } from '../gpu/kernel.ts';
import { runOnce } from '../gpu/run-once.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import type { ModelConfig } from '../model/model-config.ts';
import { ACTIVATION_DTYPES, type ActivationDtype } from '../numerics/dtypes.ts';
import { roundTo } from '../numerics/rounding.ts';
import { randomValues } from '../numerics/testing/arbitraries.ts';
import { packRows, unpackRows, withoutPadding } from './packed-rows.ts';
import { swigluCall, swigluSource } from './swiglu.ts';

/**
 * Relative error in f32 before the rounding: 3 + 2|x| units for exp(x) and 2.5 for division are what WGSL grants, the rest
 * is ours.
 */
const bound = (gate: number) => (8 + 2 * Math.abs(gate)) * 2 ** -23;

/**
 * WGSL grants nothing for a divisor beyond 2^126, 1 + exp(-gate) for gates below -87.3: by the reciprocal, which is a subnormal
 * there, NVIDIA's driver gives zero from -88 on, others once exp overflows at -88.7.
 */
const FLUSHED = -126 * Math.LN2;

const INTERMEDIATE = 50;

await describeOnGpu('swiglu', (gpu) => {
  /** `gates` and `ups` are (parts, rows, INTERMEDIATE). */
  async function swiglu(
    gates: Float32Array,
    ups: Float32Array,
    rows: number,
    dtype: ActivationDtype,
    model: Pick<ModelConfig, 'gate'> = {},
  ) {
    const parts = gates.length / rows / INTERMEDIATE;
    const partials = new Float32Array(parts * rows * 2 * INTERMEDIATE);
    for (let i = 0; i < parts * rows; i++) {
      const [from, to] = [i * INTERMEDIATE, (i + 1) * INTERMEDIATE];
      partials.set(gates.subarray(from, to), 2 * from);
      partials.set(ups.subarray(from, to), 2 * from + INTERMEDIATE);
    }
    const kernel = await compileKernel(gpu.device, swigluSource({ activations: dtype }, model));
    const buffers = {
      partials: packRows(partials, INTERMEDIATE, 'f32'),
      y: packRows(new Float32Array(rows * INTERMEDIATE).fill(1), INTERMEDIATE, dtype),
    };
    const call = swigluCall(buffers, { rows, intermediate: INTERMEDIATE, parts });
    const [bits] = await runOnce(gpu, kernel, call);
    return unpackRows(bits, dtype);
  }

  /** Whether y is what some value within the error bound of the f64 result rounds to. */
  function isClose(y: number, gate: number, up: number, dtype: ActivationDtype): boolean {
    const exact = (gate / (1 + Math.exp(-gate))) * up;
    const slack = Math.abs(exact) * (gate < FLUSHED ? 1 : bound(gate)) + 1e-37;
    const [low, high] = [exact - slack, exact + slack].map((x) => roundTo(dtype)(Math.fround(x)));
    return y >= low && y <= high;
  }

  test.each(ACTIVATION_DTYPES)(
    '%s: SiLU(gate) * up of summed parts within the bound, padding zero',
    async (dtype) => {
      const [rows, parts] = [3, 3];
      const gates = randomValues(parts * rows * INTERMEDIATE, 1).map((x) => 8 * x);
      const ups = randomValues(parts * rows * INTERMEDIATE, 2);
      const y = await swiglu(gates, ups, rows, dtype);
      const total = (values: Float32Array, i: number) =>
        [0, 1, 2].map((part) => values[part * rows * INTERMEDIATE + i]).reduce((a, b) => Math.fround(a + b));
      const kept = withoutPadding(y, INTERMEDIATE);
      const wrong = [...kept.keys()].filter((i) => !isClose(kept[i], total(gates, i), total(ups, i), dtype));
      expect(wrong).toEqual([]);
      expect(y.filter((_, i) => i % 52 >= 50).every((x) => x === 0)).toBe(true);
    },
  );

  test('gates far beyond the range of exp give 0 and the gate itself, never NaN', async () => {
    const gates = new Float32Array(INTERMEDIATE);
    gates.set([-1000, -89, -88, -87, 0, 87, 89, 1000]);
    const y = await swiglu(gates, new Float32Array(INTERMEDIATE).fill(2), 1, 'f32');
    expect(y.slice(0, 8).every((value, i) => isClose(value, gates[i], 2, 'f32'))).toBe(true);
    expect([y[0], y[7]].map(Math.abs)).toEqual([0, 2000]);
  });

  test('of a model whose gate goes through GELU: x times the logistic function of 2 sqrt(2 / pi) (x + 0.044715 x^3)', async () => {
    const gates = Float32Array.from({ length: 2 * INTERMEDIATE }, (_, i) => (i - INTERMEDIATE) / 8);
    gates.set([-1e30, -1000, 1000]);
    const ups = randomValues(gates.length, 3);
    const y = withoutPadding(await swiglu(gates, ups, 2, 'f32', { gate: 'gelu_tanh' }), INTERMEDIATE);
    gates.forEach((gate, i) => {
      const inner = Math.sqrt(2 / Math.PI) * (gate + 0.044715 * gate ** 3);
      const exact = 0.5 * gate * (1 + Math.tanh(inner)) * ups[i];
      // Of exp, whose argument is off by a few parts in 2^24; of 1 + tanh, in f64, nothing is left below.
      const slack = Math.abs(exact) * 2 ** -20 * (1 + Math.abs(inner)) + 1e-14;
      expect(Math.abs(y[i] - exact), `GELU(${gate})`).toBeLessThanOrEqual(slack);
    });
  });
});
