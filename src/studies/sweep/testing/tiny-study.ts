import type { Job, JobResult, Provenance } from '../job.ts';
import { studyHash } from '../jobs.ts';
import { parseStudy } from '../read-study.ts';
import type { Study } from '../study-schema.ts';

/** Written as people write one, defaults left out. */
export const TINY = {
  version: 1,
  id: 'tiny',
  title: 'Tiny',
  question: 'Does noise in a batch change bits?',
  base: {
    version: 1,
    title: 'base',
    model: { name: 'pico' },
    requests: [
      { id: 'unit', role: 'probe', prompt: 'a' },
      { id: 'company', role: 'clean', prompt: 'b' },
    ],
    arms: [
      { name: 'alone', requests: ['unit'], kernels: 'variant' },
      { name: 'company', requests: ['unit', 'company'], kernels: 'variant' },
    ],
    compare: [['company', 'alone']],
  },
  units: {
    kind: 'prompts',
    prompts: [
      { id: 'p1', text: '12 + 7 =', kind: 'sum' },
      { id: 'p2', text: 'The crowd', kind: 'prose' },
      { id: 'p3', text: '3 4 5', kind: 'sum' },
    ],
    maxNewTokens: 2,
    perJob: 1,
    company: { size: 1 },
  },
  axes: [
    {
      name: 'noise',
      values: [
        { label: 'none', set: {} },
        { label: 'all', set: { 'units.company.noise': 1 } },
      ],
    },
    { path: 'base.arms.1.dtype', values: ['f32', 'bf16'] },
  ],
  seeds: [1, 2],
  measures: ['bits', 'fork'],
  hypotheses: [
    {
      id: 'noise',
      measure: 'bits',
      a: { axes: { noise: 'all' } },
      b: { axes: { noise: 'none' } },
      kind: 'difference',
      smallest: 0.1,
    },
  ],
  plan: { n: 12 },
} as const;

export function tinyStudy(changes: object = {}): Study {
  return parseStudy({ ...TINY, ...changes });
}

export const PROVENANCE: Provenance = {
  engine: 'cpu',
  adapter: { vendor: 'v', architecture: 'a', device: 'd', description: 'one', software: true },
  models: [{ name: 'pico', hash: 'sha256:1' }],
  rules: ['variant@1'],
  canary: 'c'.repeat(32),
};

/** Made up, and the same each time. */
export function madeUpResult(study: Study, job: Job, changes: Partial<JobResult> = {}): JobResult {
  return {
    version: 1,
    study: studyHash(study),
    job,
    provenance: PROVENANCE,
    observations: [
      { unit: 'p1', kind: 'sum', arm: 'company', against: 'alone', values: { bits: 1, fork: 0 } },
    ],
    fingerprint: job.id.padEnd(64, '0'),
    milliseconds: 5,
    ...changes,
  };
}
