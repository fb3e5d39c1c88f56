import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Certificate, type CertificateCase, cellsOf } from '../../studies/certificate/certificate.ts';
import { keepCertificate } from '../state/kept-certificates.ts';
import { emptyView } from '../state/lab-state.ts';
import { reportText } from './report-text.ts';

const cases: CertificateCase[] = [
  {
    ...{ operation: 'matmul', invariance: 'batch', set: 'invariant', activations: 'f32', weights: ['f32'] },
    ...{ kind: 'case', name: 'n', outcome: 'passed', found: 'f' },
  },
];
const certificate: Certificate = {
  ...{ version: 2, form: 'full', key: 'k', engine: 'webgpu', passed: true, milliseconds: 1 },
  adapter: { vendor: 'v', architecture: 'a', device: 'd', description: '', software: false },
  model: { name: 'nano', hash: 'sha256:0' },
  arithmetic: { rounding: 'to nearest even', fma: 'fused', contraction: 'mixed', subnormals: 'kept' },
  ...{ cells: cellsOf(cases), cases },
};

beforeEach(() => {
  const places = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (place: string) => places.get(place) ?? null,
    setItem: (place: string, text: string) => places.set(place, text),
  });
});
afterEach(() => vi.unstubAllGlobals());

const PAGE = { page: 'p', browser: 'b', secure: true };
const linesOn = (device: string, ofThisVisit: Certificate | null = null) => {
  const adapter = { ...certificate.adapter, device };
  const gpu = { state: 'available', adapter } as const;
  const state = { gpu, view: emptyView, status: { state: 'idle' }, certificate: ofThisVisit } as const;
  return reportText(state, null, PAGE).split('\n');
};

test('a kept certificate is told of its own adapter alone, and as one of an earlier visit', () => {
  keepCertificate(certificate);
  expect(linesOn('d')).toContainEqual(
    expect.stringMatching(/^certificate: full, of an earlier visit: 1 of 1 cases hold/),
  );
  expect(linesOn('other')).toContain('certificate: none yet: run "Test this adapter"');
  expect(linesOn('d', certificate)).toContainEqual(
    expect.stringMatching(/^certificate: full: 1 of 1 cases hold/),
  );
});
