import { describe, expect, test } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { everyKeys } from '../../numerics/key-cut.ts';
import { type AttentionCase, attentionData, exactAt, runAttention } from '../testing/attention-case.ts';
import { kernelCache } from '../testing/kernel-cache.ts';
import { SHAPES } from '../testing/shapes.ts';
import { fastFormsFor } from './forms.ts';
import { eachForm } from './testing/each-form.ts';

/** Around the edges of blocks (16) and of what a workgroup scores at a time (128), and several times that. */
const KEYS = [1, 17, 128, 129, 300];
const UNIT = { f32: 2 ** -24, bf16: 2 ** -8 };
/** One run for a row, and several, which are merged. */
const RUNS = [1000, 50];

await describeOnGpu('fast attention', (gpu) => {
  // A software adapter's is every set's.
  const forms = eachForm(gpu).filter(({ tuning }) => !tuning.largeBlocks);
  describe.each(forms)('$name', ({ tuning, subgroup, everyDtype }) => {
    const compile = kernelCache(gpu);
    // Every shape in f32, one in 16 bits, and one where only how threads meet differs.
    const cases = SHAPES.flatMap((shape, index) => [
      ...(everyDtype || index === 1 ? [{ ...shape, shape, dtype: 'f32' as const }] : []),
      ...(everyDtype && index === 1 ? [{ ...shape, shape, dtype: 'bf16' as const }] : []),
    ]);

    test.each(cases)(
      '$dtype, $heads heads on $kvHeads of $headDim: f64 within the bound of any order, whatever recycled blocks hold',
      async ({ shape, dtype }) => {
        const on: AttentionCase = { shape, dtype, keys: KEYS, elsewhere: Number.NaN };
        const data = attentionData(on);
        const { heads, headDim } = shape;
        for (const run of RUNS) {
          const cuts = KEYS.map(() => everyKeys(run));
          const forms = fastFormsFor(tuning, subgroup());
          const { y } = await runAttention(gpu, compile, on, data, cuts, forms.attention(shape));
          const width = Math.ceil((heads * headDim) / 4) * 4;
          KEYS.forEach((keys, row) => {
            // Weights sum to 1 and values are of order 1: the errors of the scores, of exp and of two sums over the keys.
            const slack = 4 * (keys + 2 * headDim + 64) * 2 ** -24;
            for (let head = 0; head < heads; head++) {
              const exact = exactAt(on, data, row, head);
              for (let d = 0; d < headDim; d++) {
                const off = Math.abs(y[row * width + head * headDim + d] - exact(d));
                const bound = UNIT[dtype] * Math.abs(exact(d)) + slack;
                if (!(off <= bound))
                  expect.fail(`runs of ${run}, ${keys} keys, head ${head}, ${d}: off by ${off}`);
              }
            }
          });
        }
      },
    );
  });
});
