import { expect, it } from 'vitest';
import { describePlan } from '../../numerics/describe-plan.ts';
import { replaySum } from '../../numerics/replay.ts';
import { planAt, planRuns, planSentences } from '../cases/plans.ts';
import { type CaseSetup, INITIAL_SETUP, initialDimensions } from '../cases/setup.ts';
import { caseValues } from '../cases/values.ts';
import { elementTree } from './element-tree.ts';
import { openCpuPoints } from './points.ts';

const PRODUCT: CaseSetup = { ...INITIAL_SETUP, dimensions: { terms: 432, columns: 70 } };

it('knows where variant plans change, and that the others never do', () => {
  expect(planRuns(PRODUCT).map(({ from, to }) => [from, to])).toEqual([
    [1, 1],
    [2, 32],
    [33, 64],
    [65, 96],
    [97, 128],
  ]);
  for (const operation of ['matmul', 'rmsnorm', 'attention'] as const) {
    for (const set of ['invariant', 'pinned'] as const) {
      const setup = { ...INITIAL_SETUP, operation, set, dimensions: initialDimensions(operation) };
      expect(planRuns(setup)).toHaveLength(1);
    }
  }
});

it('says different plans in different sentences', () => {
  for (const operation of ['matmul', 'rmsnorm', 'attention'] as const) {
    const runs = planRuns({ ...INITIAL_SETUP, operation, dimensions: initialDimensions(operation) });
    expect(runs.length).toBeGreaterThan(2);
    const words = runs.map(({ value }) => planSentences(value).join(' '));
    const lines = runs.map(({ value }) => describePlan(value));
    expect(new Set(words).size).toBe(new Set(lines).size);
  }
});

it("an element's tree is the replay of its plan over the values that the device is given", () => {
  const values = caseValues(PRODUCT);
  if (values.operation !== 'matmul') throw new Error('expected a product');
  for (const rows of [1, 8, 40]) {
    const plan = planAt(PRODUCT, rows);
    if (plan.operation === 'attention') throw new Error('expected a sum');
    const sum = replaySum(plan, 'unfused', values.w, 69 * 432, values.x, 0);
    expect(elementTree(PRODUCT, rows, 69)?.root.value).toBe(sum);
  }
});

it('the CPU replay finds the same changes of bits as the plans have', async () => {
  const points = openCpuPoints(PRODUCT);
  const hashes = await Promise.all([1, 2, 32, 33, 97].map(async (rows) => (await points.at(rows)).hash));
  expect(new Set(hashes).size).toBe(4);
  expect(hashes[1]).toBe(hashes[2]);
  const pinned = openCpuPoints({ ...PRODUCT, set: 'pinned' });
  expect((await pinned.at(97)).differing).toBe(0);
});
