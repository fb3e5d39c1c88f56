import { expect, test } from 'vitest';
import { compileKernel } from '../gpu/kernel.ts';
import { runOnce } from '../gpu/run-once.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { randomValues } from '../numerics/testing/arbitraries.ts';
import { logitsCall, logitsSource } from './logits.ts';
import { asFloats, differingAt } from './testing/layout.ts';

await describeOnGpu('logits', (gpu) => {
  test.each([1, 2, 5])(
    'partial sums of %i parts are added in index order, without the padding',
    async (parts) => {
      const [rows, vocabulary, columns] = [3, 101, 104];
      const partials = randomValues(parts * rows * columns, parts);
      const kernel = await compileKernel(gpu.device, logitsSource());
      const logits = new Float32Array(rows * vocabulary);
      const [bits] = await runOnce(
        gpu,
        kernel,
        logitsCall({ partials, logits }, { rows, vocabulary, parts }),
      );
      const expected = Float32Array.from({ length: rows * vocabulary }, (_, i) => {
        const at = Math.floor(i / vocabulary) * columns + (i % vocabulary);
        const terms = Array.from({ length: parts }, (_, part) => partials[part * rows * columns + at]);
        return terms.reduce((a, b) => Math.fround(a + b));
      });
      expect(differingAt(asFloats(bits), expected)).toEqual([]);
    },
  );
});
