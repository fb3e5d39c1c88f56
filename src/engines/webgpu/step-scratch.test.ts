import { expect, test, vi } from 'vitest';
import { fakeGpu } from '../../gpu/testing/fake-gpu.ts';
import { planForms } from '../../kernels/forms.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { armSpec } from '../../steps/testing/arms.ts';
import { stepCapacity } from './step-capacity.ts';
import { ScratchSpace, type StepScratch, scratchSizes } from './step-scratch.ts';

const { config } = syntheticCheckpoint({}, { seed: 1, dtype: 'F32' });
const gpu = fakeGpu();

/** What an arm needs for steps of so many rows. */
function sizesOf(rows: number) {
  const { limits } = armSpec();
  const spec = armSpec({ limits: { ...limits, maxTokensPerStep: rows } });
  return scratchSizes(spec, config, stepCapacity(spec, config, planForms(gpu.tuning)), planForms(gpu.tuning));
}

const [SMALL, LARGE] = [sizesOf(2), sizesOf(50)];

const destroyed = (buffers: StepScratch) =>
  Object.values(buffers).map((buffer: GPUBuffer) => vi.mocked(buffer.destroy).mock.calls.length > 0);

test('grows to what the largest arm needs, for arms that were open before too, and is freed with the last', async () => {
  const space = new ScratchSpace(gpu);
  const a = await space.lease('a', SMALL);
  const before = a.buffers();
  const b = await space.lease('b', LARGE);
  expect(b.buffers()).toEqual(a.buffers());
  expect(a.buffers().partials).not.toBe(before.partials);
  expect(destroyed(b.buffers())).not.toContain(true);
  expect(destroyed(before)).toContain(true);
  const c = await space.lease('c', SMALL);
  expect(c.buffers().partials).toBe(b.buffers().partials);
  const last = b.buffers();
  b.release();
  b.release();
  a.release();
  expect(destroyed(last)).not.toContain(true);
  c.release();
  expect(destroyed(last)).not.toContain(false);
});

test('an arm that finds no room leaves the others theirs', async () => {
  const space = new ScratchSpace(gpu);
  const a = await space.lease('a', SMALL);
  const before = a.buffers();
  await expect(space.lease('huge', { ...LARGE, partials: 2 ** 50 })).rejects.toThrow(
    /^huge\.partials: needs/,
  );
  expect(a.buffers()).toEqual(before);
  expect(destroyed(before)).not.toContain(true);
});
