import { expect, test } from 'vitest';
import { captureStreams } from '../testing/written.ts';
import { plan } from './plan.ts';

const written = captureStreams();

const { signal } = new AbortController();

test.each([
  ['--m', ['--m', '16777217', '--k', '1', '--n', '1']],
  ['--k', ['--m', '1', '--k', '9007199254740991', '--n', '1']],
  ['--n', ['--m', '1', '--k', '1', '--n', '1000000000']],
  ['--cached', ['--op', 'attention', '--m', '1', '--k', '9', '--cached', '99999999']],
  ['--parallelism', ['--m', '1', '--k', '1', '--n', '1', '--parallelism', '65536']],
  ['--head-dim', ['--op', 'attention', '--m', '1', '--k', '9', '--head-dim', '65537']],
  ['--kv-heads', ['--op', 'attention', '--m', '1', '--k', '9', '--kv-heads', '4097']],
])('%s has an upper bound', async (option, args) => {
  await expect(plan.perform(args, signal)).rejects.toThrow(
    new RegExp(`^${option}: expected .* from [01] to \\d+, found`),
  );
});

test('the largest that is allowed is printed whole', async () => {
  const most = String(2 ** 24);
  expect(await plan.perform(['--m', most, '--k', most, '--n', most], signal)).toBe(0);
  expect(written.out.trimEnd().split('\n').at(-1)).toBe('chunk 65535: k 16776960..16777215');
});

test('a comparison of every set takes no single one', async () => {
  const args = ['--compare', '--op', 'rmsnorm', '--k', '8', '--set', 'invariant'];
  await expect(plan.perform(args, signal)).rejects.toThrow('--set: --compare prints every set');
});

test('a prefix that requests share is a split of its own, but under a set that promises bits', async () => {
  const args = ['--op', 'attention', '--m', '16', '--k', '530', '--shared', '512'];
  await plan.perform([...args, '--set', 'variant'], signal);
  expect(written.out).toContain('variant@1 cascade@1 2 splits of 512/18');
  await plan.perform([...args, '--set', 'invariant'], signal);
  expect(written.out).toContain('invariant@1 9 splits of 64/18');
  await expect(plan.perform([...args.slice(0, -1), '530'], signal)).rejects.toThrow(
    '--shared: expected at most the 529 keys that are cached, found 530',
  );
});
