import { expect, it } from 'vitest';
import { checkStep } from '../../steps/step-bounds.ts';
import { rowCount, type StepPlan } from '../../steps/step-plan.ts';
import { measureCost } from './measure-cost.ts';
import { evenCrowd, loadOf } from './testing/load-setting.ts';

it('measures every size that an arm may come to, within its bounds, and swapping apart', async () => {
  const { arms } = loadOf(evenCrowd(4, 1));
  const limits = { maxSequences: 8, maxTokensPerStep: 32, blocks: 40, maxContext: 300, hostBlocks: 8 };
  const spec = { ...arms[0].spec, limits };
  const seen: StepPlan[] = [];
  const step = (plan: StepPlan) => {
    checkStep(plan, limits);
    seen.push(plan);
    return Promise.resolve({ samples: [], plans: {} });
  };
  const told: number[] = [];
  const onProgress = (done: number, total: number) => told.push(done / total);
  const runner = { step, destroy: () => undefined };
  const table = await measureCost({ runner, spec, measuredOn: 'here', onProgress });
  expect(table.measuredOn).toBe('here');
  expect([...new Set(table.entries.map(({ rows }) => rows))]).toEqual([1, 2, 4, 8, 16, 32]);
  // Eight requests of 64 keys each fit the pool; of 256 only two do.
  expect(table.entries.filter(({ keys }) => keys > 200).map(({ rows }) => rows)).toEqual([1, 2]);
  expect(table.entries.every(({ ms }) => ms > 0)).toBe(true);
  expect(seen.some(({ moves }) => moves?.some(({ kind }) => kind === 'swap-in'))).toBe(true);
  expect(seen.every((plan) => rowCount(plan) <= 32)).toBe(true);
  expect(told.at(-1)).toBe(1);
});

it('asks for no position that an arm whose requests are packed does not have', async () => {
  const { arms } = loadOf(evenCrowd(4, 1));
  const limits = { maxSequences: 3, maxTokensPerStep: 72, blocks: 18, maxContext: 96, maxPositions: 24 };
  const step = (plan: StepPlan) => {
    checkStep(plan, limits);
    return Promise.resolve({ samples: [], plans: {} });
  };
  const runner = { step, destroy: () => undefined };
  const { entries } = await measureCost({ runner, spec: { ...arms[0].spec, limits }, measuredOn: 'here' });
  expect(entries.length).toBeGreaterThan(3);
});

it('measures steps with all layers lowered beside the same with none, of an arm that lowers some', async () => {
  const { arms } = loadOf(evenCrowd(4, 1));
  const lent = { to: 'q8', layers: [1, 0], each: 2 } as const;
  const limits = { maxSequences: 2, maxTokensPerStep: 4, blocks: 24, maxContext: 96, lent };
  const seen = new Set<string>();
  const step = (plan: StepPlan) => {
    if (plan.lowered) seen.add(`${rowCount(plan)}: ${plan.lowered.layers}`);
    return Promise.resolve({ samples: [], plans: {} });
  };
  const runner = { step, destroy: () => undefined };
  const { lowered } = await measureCost({ runner, spec: { ...arms[0].spec, limits }, measuredOn: 'here' });
  expect([...seen]).toEqual(['1: 1,0', '2: 1,0', '4: 1,0']);
  expect(lowered).toMatchObject({ to: 'q8', layers: 2 });
  expect(lowered!.times.map(({ rows }) => rows)).toEqual([1, 2, 4]);
  expect(lowered!.times.every(({ times }) => times > 0)).toBe(true);
});
