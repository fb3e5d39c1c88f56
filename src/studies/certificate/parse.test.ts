import { beforeAll, expect, test } from 'vitest';
import { CpuEngine } from '../../engines/cpu/cpu.ts';
import { idModel } from '../../lab/testing/fake-engine.ts';
import { allOperations } from '../../numerics/sets/kernel-sets.ts';
import type { Certificate } from './certificate.ts';
import { certify } from './certify.ts';
import { parseCertificate } from './parse.ts';

const model = idModel();
let stored: Certificate;

beforeAll(async () => {
  const claims = [
    { kernels: allOperations('invariant'), activations: 'f32', weights: 'stored', formats: ['f32'] } as const,
  ];
  const certificate = await certify({
    ...{ engine: new CpuEngine(), gpu: null, model, key: 'k', form: 'short', claims },
  });
  stored = JSON.parse(JSON.stringify({ ...certificate, form: 'full' }));
});

test('a kept certificate is read back as it was', () => {
  expect(parseCertificate(stored)).toEqual(stored);
  const tuning = {
    busyWorkgroups: 64,
    largeBlocks: false,
    stagedTiles: false,
    meetingThreads: 128,
    dispatchMicroseconds: 2,
  };
  expect(parseCertificate({ ...stored, tuning })).toEqual({ ...stored, tuning });
  expect(parseCertificate({ ...stored, tuning: { ...tuning, meetingThreads: 3 } })).toBeNull();
});

test.each([
  ['nothing', () => null],
  ['another version', () => ({ ...stored, version: 1 })],
  ['a short form', () => ({ ...stored, form: 'short' })],
  ['no cells', () => ({ ...stored, cells: undefined })],
  ['no cases at all', () => ({ ...stored, cells: [], cases: [] })],
  [
    'a cell that its cases do not give',
    () => ({ ...stored, cells: [...stored.cells, { ...stored.cells[0], set: 'pinned' }] }),
  ],
  [
    'a cell with more passed than was found',
    () => ({
      ...stored,
      cells: stored.cells.map((cell) => ({ ...cell, cases: cell.cases + 1, passed: cell.passed + 1 })),
    }),
  ],
  ['a verdict against its cases', () => ({ ...stored, passed: false })],
  [
    'a dtype that does not exist',
    () => ({ ...stored, cases: stored.cases.map((one) => ({ ...one, activations: 'f8' })) }),
  ],
  ['an unknown engine', () => ({ ...stored, engine: 'quantum' })],
])('%s is refused', (_, damaged) => {
  expect(parseCertificate(damaged())).toBeNull();
});
