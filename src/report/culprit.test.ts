import { describe, expect, test } from 'vitest';
import type { Operation } from '../numerics/operations.ts';
import { findCulprit } from '../studies/search/culprit.ts';
import { planted, plantedPair } from '../studies/search/testing/planted.ts';
import { culpritFinding, culpritLines } from './culprit.ts';

describe('which operation is to blame', () => {
  /** Company moves the bits while any of these operations varies; from index 2 on, the token. */
  const blame = (...operations: readonly Operation[]) =>
    planted(({ kernels, company, index }) => {
      if (!company || operations.every((operation) => kernels[operation] !== 'variant')) return 'none';
      return index < 2 ? 'bits' : 'token';
    });

  test('one that restores every bit by itself', async () => {
    const { verdict } = culpritFinding(await findCulprit(blame('rmsnorm')));
    expect(verdict).toBe('Rmsnorm alone is to blame: made invariant, it restores every bit');
  });

  test('sets are said to restore the bits in both arms where their settings differ', async () => {
    const mixed = { matmul: 'variant', rmsnorm: 'invariant', attention: 'pinned' };
    const options = planted(({ kernels, company }) =>
      (kernels.matmul === 'variant' && company) || kernels.attention === 'pinned' ? 'bits' : 'none',
    );
    const experiment = plantedPair({}, { kernels: mixed });
    const { verdict, notes, elsewhere } = culpritFinding(await findCulprit({ ...options, experiment }));
    expect(verdict).toBe('Made invariant in both arms, matmul and attention together restore every bit');
    expect(notes[0]).toContain(
      'Settings differ, A variant, bf16, stored weights / B variant/invariant/pinned, bf16, stored weights',
    );
    expect(elsewhere).toBe(true);
  });

  test.each([
    ['dtype', { dtype: 'f32' }, 'A variant, f32, stored weights / B variant, bf16, stored weights'],
    ['weights', { weights: 'f16' }, 'A variant, bf16, f16 weights / B variant, bf16, stored weights'],
  ])('cannot be told of a pair of another %s, and another pair answers', async (_, change, words) => {
    const report = await findCulprit({ ...blame('matmul'), experiment: plantedPair(change, {}) });
    const { tone, verdict, notes, elsewhere } = culpritFinding(report);
    expect([tone, elsewhere]).toEqual(['differ', true]);
    expect(verdict).toBe(
      'As it is: fork at token 2. Which operation is to blame cannot be told from this pair',
    );
    expect(notes[0]).toBe(`Settings differ, ${words}.`);
  });

  test('none, where not even all of them restore the bits or where there is nothing to restore', async () => {
    const lost = culpritFinding(await findCulprit(planted(({ company }) => (company ? 'bits' : 'none'))));
    expect(lost.verdict).toContain('not even all of them');
    const equal = culpritFinding(await findCulprit(planted(() => 'none')));
    expect(equal.verdict).toContain('Nothing to blame');
  });

  test('every subset has a line, run or not', async () => {
    const lines = culpritLines(await findCulprit(blame('matmul')));
    expect(lines.slice(0, 5)).toEqual([
      `≠ as it is${' '.repeat(20)} fork at token 2`,
      `= matmul${' '.repeat(22)} bit-identical over 6 tokens`,
      `≠ rmsnorm${' '.repeat(21)} fork at token 2`,
      `≠ attention${' '.repeat(19)} fork at token 2`,
      `  matmul + rmsnorm${' '.repeat(12)} not run`,
    ]);
  });
});
