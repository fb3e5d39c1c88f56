import { expect, test } from 'vitest';
import type { CertificateCell } from '../../results/certificate-cell.ts';
import { grantOf } from './grant.ts';
import { certificateGrounds, certificateNotes } from './note.ts';

const cell = (set: string, passed: number, differed = 1): CertificateCell => ({
  ...{ operation: 'matmul', invariance: 'batch', set, activations: 'bf16', weights: 'f16' },
  ...{ cases: 2, passed, control: { cases: 1, differed } },
});

test.each([
  ['all stand', [cell('invariant', 2), cell('pinned', 2)], 'itself', false],
  ['a control is blind', [cell('invariant', 2, 0)], 'itself', true],
  ['invariant is lost, pinned holds', [cell('invariant', 1), cell('pinned', 2)], 'stand-in', false],
  ['invariant is lost, pinned was not tested', [cell('invariant', 1), cell('pinned', 0, 0)], null, true],
  [
    'a mixed set is lost',
    [cell('matmul invariant, rmsnorm pinned, attention pinned', 1), cell('pinned', 2)],
    'stand-in',
    false,
  ],
  ['pinned is lost', [cell('invariant', 2), cell('pinned', 1)], null, false],
] as const)('a record says on what grounds: %s', (_, cells, invariantAs, blind) => {
  const grant = grantOf(cells);
  expect(grant).toEqual({ invariantAs, blind });
  const notes = certificateNotes(grant, 'short', cells);
  expect(certificateGrounds(['another note', ...notes])).toEqual({ form: 'short', invariantAs, blind });
  expect(notes[0].startsWith('Guarantee lost')).toBe(invariantAs !== 'itself');
  expect(notes.join().includes('matmul, batch, bf16 on f16 weights')).toBe(invariantAs !== 'itself' || blind);
});

test('a record without a certificate says nothing', () => {
  expect(certificateGrounds(['another note'])).toBeNull();
});
