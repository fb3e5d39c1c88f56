import { expect, it } from 'vitest';
import type { CertificateCell } from '../../../results/certificate-cell.ts';
import type { Certificate } from '../../../studies/certificate/certificate.ts';
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

const lost = { form: 'full', invariantAs: null, blind: false } as const;
const short = { form: 'short', invariantAs: 'itself', blind: false } as const;

it.each([
  [null, null, null, 'open'],
  [null, full(both), null, 'passed'],
  [null, full(both, 1), null, 'blind'],
  [null, full({ invariant: false, pinned: true }), null, 'stand-in'],
  [null, full({ invariant: false, pinned: false }), null, 'failed'],
  // The invariant arms are sound; what is lost all the same is said.
  [null, full({ invariant: true, pinned: false }), null, 'failed'],
  [short, null, null, 'short'],
  [{ ...short, form: 'full' } as const, null, null, 'passed'],
  [{ ...short, blind: true } as const, null, null, 'blind'],
  // A full certificate says more than the short form, and what either lost is lost.
  [short, full(both), null, 'passed'],
  [short, full({ invariant: false, pinned: true }), null, 'stand-in'],
  [lost, full(both), null, 'failed'],
  // What this visit found goes before what an earlier one kept, which alone certifies nothing.
  [lost, null, full(both), 'failed'],
  [short, null, full({ invariant: false, pinned: true }), 'short'],
  [null, null, full(both), 'short'],
  [null, null, full({ invariant: false, pinned: true }), 'stand-in'],
])('%j', (session, ofThisVisit, kept, tone) => {
  expect(badge(session, ofThisVisit, kept).tone).toBe(tone);
});
