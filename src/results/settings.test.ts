import { expect, it } from 'vitest';
import { allOperations } from '../numerics/sets/kernel-sets.ts';
import { type ArmSettings, settingsDifference } from './settings.ts';

const arm = (name?: string, hash = 'ab'.repeat(32)): ArmSettings => ({
  ...{ kernels: allOperations('variant'), dtype: 'bf16', weights: 'stored', parallelism: 64 },
  ...(name && { own: { matmul: { name, like: 'matmul_row', hash } } }),
});

it('goes by the text of an own kernel, whatever it is called', () => {
  expect(settingsDifference(arm('mine'), arm('yours'))).toBeNull();
  expect(settingsDifference(arm('mine'), arm('mine', 'cd'.repeat(32)))).toMatch(
    /^settings differ, A variant, matmul by mine \(own kernel abab.* \/ B .*cdcd/,
  );
  expect(settingsDifference(arm('mine'), arm())).toMatch(/matmul by mine/);
});

it('counts parallelism where a plan looks at it', () => {
  expect(settingsDifference(arm(), { ...arm(), parallelism: 8 })).toMatch(/parallelism 64 .*parallelism 8$/);
  const pinned = { ...arm(), kernels: allOperations('pinned') };
  expect(settingsDifference(pinned, { ...pinned, parallelism: 8 })).toBeNull();
});
