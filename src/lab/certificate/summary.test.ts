import { expect, test } from 'vitest';
import type { CertificateCase } from './certificate.ts';
import { groupCases } from './summary.ts';

const one = (set: CertificateCase['set'], passed: boolean): CertificateCase => ({
  ...{ claim: 'invariance', set, dtype: 'bf16', name: '', passed, found: '' },
});

test('cases are counted by set, dtype and claim, in order', () => {
  expect(groupCases([one('invariant', true), one('pinned', true), one('invariant', false)])).toEqual([
    { set: 'invariant', dtype: 'bf16', claim: 'invariance', passed: 1, total: 2 },
    { set: 'pinned', dtype: 'bf16', claim: 'invariance', passed: 1, total: 1 },
  ]);
});
