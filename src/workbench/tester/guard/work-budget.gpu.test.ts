import { expect, test } from 'vitest';
import { describeOnGpu } from '../../../gpu/testing/describe-on-gpu.ts';
import { type CaseSetup, type Dimensions, INITIAL_SETUP } from '../../cases/setup.ts';
import { caseValues } from '../../cases/values.ts';
import { ALONE } from '../companies.ts';
import { EDITABLE_KERNELS, type EditableKernel, kernelDtype, originalText } from '../editable-kernels.ts';
import { firstWork } from '../first-work.ts';
import { TestedKernel } from '../tested-kernel.ts';

/** Larger than what the page opens with. */
const LARGE: Readonly<Record<CaseSetup['operation'], Dimensions>> = {
  matmul: { terms: 1024, columns: 64 },
  rmsnorm: { hidden: 2048 },
  attention: { heads: 4, kvHeads: 1, headDim: 24, context: 200 },
};

await describeOnGpu('the budget that a test begins with', (gpu) => {
  const setupOf = ({ operation, group }: EditableKernel): CaseSetup => ({
    ...INITIAL_SETUP,
    ...{ operation, dimensions: LARGE[operation], dtype: group === 'for learning' ? 'f32' : 'f16' },
    set: 'invariant',
  });

  test.each(EDITABLE_KERNELS)('is at least twice what $id needs, alone and in a batch', async (kernel) => {
    const setup = setupOf(kernel);
    const text = originalText(kernel, kernelDtype(kernel, setup.dtype));
    const work = firstWork(kernel, setup) / 2;
    const tested = new TestedKernel(gpu, kernel, setup, caseValues(setup), { text, time: 20_000, work });
    try {
      await tested.run(ALONE);
      await tested.run({ ...ALONE, rows: 9 });
      expect(tested.work).toBe(work);
    } finally {
      tested.destroy();
    }
  });
});
