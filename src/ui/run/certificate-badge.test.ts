import { expect, it } from 'vitest';
import type { Certificate } from '../../lab/certificate/certificate.ts';
import type { CertificateCell } from '../../results/certificate-cell.ts';
import { badge } from './certificate-badge.tsx';

/** A full certificate whose sets hold or not. */
const full = (holds: Readonly<Record<'invariant' | 'pinned', boolean>>, differed = 2) =>
  ({
    form: 'full',
    cells: Object.entries(holds).map(
      ([set, good]): CertificateCell => ({
        ...{ operation: 'matmul', invariance: 'batch', set, activations: 'bf16', weights: 'bf16' },
        ...{ cases: 3, passed: good ? 3 : 2, control: { cases: 2, differed } },
      }),
    ),
  }) as Partial<Certificate> as Certificate;

const both = { invariant: true, pinned: true };

it.each([
  [null, null, 'open'],
  [null, full(both), 'passed'],
  [null, full(both, 1), 'blind'],
  [null, full({ invariant: false, pinned: true }), 'stand-in'],
  [null, full({ invariant: false, pinned: false }), 'failed'],
  // The invariant arms are sound; what is lost all the same is said.
  [null, full({ invariant: true, pinned: false }), 'failed'],
  [{ form: 'short', set: 'invariant', blind: false } as const, null, 'short'],
  [{ form: 'full', set: 'invariant', blind: false } as const, null, 'passed'],
  [{ form: 'short', set: 'invariant', blind: true } as const, null, 'blind'],
  // What this session found goes before what an earlier visit kept.
  [{ form: 'full', set: null, blind: false } as const, full(both), 'failed'],
])('%j', (session, certificate, tone) => {
  expect(badge(session, certificate, null).tone).toBe(tone);
});

it('says of what an earlier visit kept that it was then', () => {
  const kept = full(both);
  expect(badge(null, null, kept)).toMatchObject({
    tone: 'short',
    text: 'Invariance certified in an earlier visit',
  });
  expect(badge(null, kept, kept).tone).toBe('passed');
  expect(badge({ form: 'full', set: 'invariant', blind: false }, null, kept).tone).toBe('passed');
  expect(badge(null, null, full({ invariant: false, pinned: false })).tone).toBe('failed');
});
