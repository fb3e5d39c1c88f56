import { expect, test } from 'vitest';
import { CpuEngine } from '../../engines/cpu/cpu.ts';
import { idModel } from '../../lab/testing/fake-engine.ts';
import { allOperations } from '../../numerics/sets/kernel-sets.ts';
import { certify } from './certify.ts';
import type { Claim } from './claims.ts';
import { forecast } from './forecast.ts';
import { cellName } from './note.ts';
import { faultyEngine } from './testing/broken.ts';

const model = idModel();
const claims: Claim[] = [
  { kernels: allOperations('invariant'), activations: 'f32', weights: 'stored', formats: ['f32'] },
];

test('foretells the steps and the cells that there are then', async () => {
  let steps = 0;
  const engine = faultyEngine(() => {
    steps++;
    return false;
  });
  const { cases } = await certify({ engine, gpu: null, model, key: 'k', form: 'short', claims });
  const ahead = await forecast({ engine: new CpuEngine(), model, form: 'short', claims }, {});
  expect(ahead).toMatchObject({ steps, cells: new Set(cases.map(cellName)).size });
  expect(ahead.seconds).toBeGreaterThan(0);
});

test('operations by themselves take no steps', async () => {
  const engine = faultyEngine(() => expect.fail('a step'));
  const options = { engine, model, form: 'full', claims, operations: ['matmul', 'attention'] } as const;
  expect(await forecast(options, {})).toEqual({ steps: 0, seconds: 0, cells: 5 });
});
