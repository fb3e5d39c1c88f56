import { expect, it } from 'vitest';
import type { Certificate } from '../../lab/certificate/certificate.ts';
import { badge } from './certificate-badge.tsx';

const full = (...sets: readonly string[]) =>
  ({
    form: 'full',
    cases: ['invariant', 'pinned'].map((set) => ({
      set,
      claim: 'invariance',
      passed: sets.includes(set),
    })),
  }) as unknown as Certificate;

it.each([
  [null, null, 'open'],
  [null, full('invariant', 'pinned'), 'passed'],
  [null, full('pinned'), 'stand-in'],
  [null, full(), 'failed'],
  [{ form: 'short', set: 'invariant' } as const, null, 'short'],
  [{ form: 'full', set: 'invariant' } as const, null, 'passed'],
  // What this session found goes before what an earlier visit kept.
  [{ form: 'full', set: null } as const, full('invariant'), 'failed'],
])('%j', (session, certificate, tone) => {
  expect(badge(session, certificate).tone).toBe(tone);
});
