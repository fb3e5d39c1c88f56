import { describe, expect, test } from 'vitest';
import { type HostData, runOnce } from '../../gpu/run-once.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { sumsTo } from '../epilogues.ts';
import { packMatrix, wholeColumns } from '../pack.ts';
import { packRows } from '../packed-rows.ts';
import { kernelCache } from '../testing/kernel-cache.ts';
import { asFloats, asWords, randomActivations, randomTensor } from '../testing/layout.ts';
import { convertTensor } from '../weight-formats.ts';
import { fastMatmul } from './matmul.ts';
import { eachForm } from './testing/each-form.ts';

/** So that a thread holds 1, 4 and 8 rows, and a tile 32 and 64. */
const ROWS = [1, 3, 8, 9, 65];
/** K and N: no multiples of four, one part and several, and more columns than a workgroup's. */
const SIZES = [
  { terms: 54, columns: 131 },
  { terms: 1100, columns: 50 },
];
/** Each prelude of activations and of weights once, in one pair every form: one takes a software adapter seconds to compile. */
const DTYPES = [
  { activations: 'f32' as const, weights: 'f32' as const, rows: ROWS, sizes: SIZES },
  { activations: 'bf16' as const, weights: 'bf16' as const, rows: [3, 65], sizes: SIZES.slice(1) },
  { activations: 'bf16' as const, weights: 'f16' as const, rows: [3, 65], sizes: SIZES.slice(1) },
];
/** Tiles do without subgroups anyway. */
const WITHOUT_SUBGROUPS = [{ ...DTYPES[0], rows: [1, 8] }];

await describeOnGpu('fast matmul', (gpu) => {
  describe.each(eachForm(gpu))('$name', ({ tuning, subgroup, everyDtype }) => {
    const compile = kernelCache(gpu);

    test.each(everyDtype ? DTYPES : WITHOUT_SUBGROUPS)(
      '$activations x $weights: f64 within the bound of any order',
      async ({ activations, weights, rows: tried, sizes }) => {
        for (const { terms, columns } of sizes) {
          const x = randomActivations(Math.max(...tried) * terms, terms, activations);
          const tensor = randomTensor([columns, terms], columns, weights);
          const w = convertTensor(tensor, weights);
          const packed = packMatrix(wholeColumns(tensor), terms, weights);
          const { groups, quads } = packed;
          for (const rows of tried) {
            const { form, parts, ...chosen } = fastMatmul(
              { rows, columns, groups, quads },
              tuning,
              subgroup(),
            );
            const call = chosen.call<HostData>({
              x: packRows(x.subarray(0, rows * terms), terms, activations),
              weights: packed.buffers.map(asWords),
              bounds: new Uint32Array(0),
              ends: sumsTo(new Float32Array(parts * rows * quads * 4).fill(Number.NaN)),
            });
            const kernel = await compile(chosen.source({ activations, weights }));
            const [bits] = await runOnce(gpu, kernel, call);
            const sums = asFloats(bits);
            for (let row = 0; row < rows; row++) {
              for (let column = 0; column < columns; column++) {
                let [exact, sizes, found] = [0, 0, 0];
                for (let k = 0; k < terms; k++) {
                  const term = w[column * terms + k] * x[row * terms + k];
                  exact += term;
                  sizes += Math.abs(term);
                }
                for (let part = 0; part < parts; part++)
                  found += sums[((part * rows + row) * quads + (column >> 2)) * 4 + (column & 3)];
                // Higham 2002, section 4.2: n terms in any order. A NaN is wrong too.
                const off = Math.abs(found - exact) / ((terms + 8) * 2 ** -24 * sizes);
                if (!(off <= 1))
                  expect.fail(
                    `K=${terms} N=${columns} M=${rows} ${form}: [${row}, ${column}] ${found} for ${exact}`,
                  );
              }
            }
          }
        }
      },
    );
  });
});
