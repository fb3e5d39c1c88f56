import { describe, expect, test } from 'vitest';
import { type HostData, runOnce } from '../../gpu/run-once.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { ACTIVATION_DTYPES } from '../../numerics/dtypes.ts';
import { roundTo } from '../../numerics/rounding.ts';
import { randomValues } from '../../numerics/testing/arbitraries.ts';
import { type AddNormBuffers, addNormCall } from '../add_norm.ts';
import { packRows, unpackRows, withoutPadding } from '../packed-rows.ts';
import { kernelCache } from '../testing/kernel-cache.ts';
import { randomActivations } from '../testing/layout.ts';
import { fastAddNormSource } from './add_norm.ts';
import { eachForm } from './testing/each-form.ts';

const EPSILON = Math.fround(1e-5);
const ROWS = 5;
const UNIT = { f32: 2 ** -24, bf16: 2 ** -8, f16: 2 ** -11 };

await describeOnGpu('fast add_norm', (gpu) => {
  describe.each(eachForm(gpu))('$name', ({ tuning, subgroup, everyDtype }) => {
    const compile = kernelCache(gpu);
    const dtypes = everyDtype ? ACTIVATION_DTYPES : ACTIVATION_DTYPES.slice(0, 1);
    const cases = dtypes.flatMap((dtype) => [
      { dtype, hiddenSize: 36, parts: 0, source: [0, 1, 2, 3, 4] },
      { dtype, hiddenSize: 50, parts: 3, source: [4, 0, 2] },
      { dtype, hiddenSize: 516, parts: 1, source: [3] },
      // More groups than a workgroup has threads.
      { dtype, hiddenSize: 1102, parts: 2, source: [0, 1, 2, 3, 4] },
    ]);

    test.each(cases)(
      '$dtype, hidden $hiddenSize, $parts parts: f64 within the bound of any order',
      async ({ dtype, hiddenSize, parts, source }) => {
        const residual = randomActivations(ROWS * hiddenSize, hiddenSize, dtype);
        const partials = randomValues(parts * ROWS * hiddenSize, hiddenSize + 1);
        const gain = randomValues(hiddenSize, hiddenSize + 2).map((g) => Math.fround(1 + 0.1 * g));
        const kernel = await compile(
          fastAddNormSource({ activations: dtype }, { hiddenSize }, tuning, subgroup()),
        );
        const buffers: AddNormBuffers<HostData> = {
          sourceRows: Uint32Array.from(source),
          partials: parts === 0 ? new Float32Array(4) : packRows(partials, hiddenSize, 'f32'),
          gain: packRows(gain, hiddenSize, 'f32'),
          residual: packRows(residual, hiddenSize, dtype),
          normed: packRows(new Float32Array(source.length * hiddenSize).fill(Number.NaN), hiddenSize, dtype),
        };
        const sizes = { rows: source.length, stepRows: ROWS, hidden: hiddenSize, parts, epsilon: EPSILON };
        const [added, scaled] = await runOnce(gpu, kernel, addNormCall(buffers, sizes));
        const after = withoutPadding(unpackRows(added, dtype), hiddenSize);
        const normed = withoutPadding(unpackRows(scaled, dtype), hiddenSize);
        const near = (found: number, exact: number, size: number) =>
          Math.abs(found - exact) <= (4 * UNIT[dtype] + (hiddenSize + 64) * 2 ** -24) * size;
        source.forEach((row, at) => {
          for (let i = 0; i < hiddenSize; i++) {
            const adds = Array.from(
              { length: parts },
              (_, part) => partials[(part * ROWS + row) * hiddenSize + i],
            );
            const terms = [residual[row * hiddenSize + i], ...adds];
            const exact = terms.reduce((a, b) => a + b);
            const sizes = terms.reduce((sum, term) => sum + Math.abs(term), 0);
            expect(near(after[row * hiddenSize + i], roundTo(dtype)(exact), sizes)).toBe(true);
          }
          const stream = after.subarray(row * hiddenSize, (row + 1) * hiddenSize);
          const mean = stream.reduce((sum, x) => sum + x * x, 0) / hiddenSize;
          stream.forEach((x, i) => {
            const exact = (x / Math.sqrt(mean + EPSILON)) * gain[i];
            expect(near(normed[at * hiddenSize + i], exact, Math.abs(exact))).toBe(true);
          });
        });
      },
    );
  });
});
