import { type Certificate, type CertificateCase, cellsOf } from '../../../studies/certificate/certificate.ts';

const cases: CertificateCase[] = [
  {
    ...{ operation: 'matmul', invariance: 'batch', set: 'invariant', activations: 'f32', weights: ['f32'] },
    ...{ kind: 'case', name: 'n', outcome: 'passed', found: 'f' },
  },
];
/** A certificate of few cases. */
export const certificateOf = (key: string, device = 'd'): Certificate => ({
  ...{ version: 2, form: 'full', key, engine: 'webgpu', passed: true, milliseconds: 1 },
  adapter: { vendor: 'v', architecture: 'a', device, description: '', software: false },
  model: { name: 'nano', hash: 'sha256:0' },
  arithmetic: { rounding: 'to nearest even', fma: 'fused', contraction: 'mixed', subnormals: 'kept' },
  ...{ cells: cellsOf(cases), cases },
});
