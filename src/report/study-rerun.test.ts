import { expect, it } from 'vitest';
import { MADE_UP_PROVENANCE } from '../studies/sweep/testing/made-up-outcome.ts';
import { rerunCommands } from './study-rerun.ts';

const on = (engine: 'cpu' | 'webgpu') => [{ ...MADE_UP_PROVENANCE, engine }];

it('gives one command for a study that ships, on the engine that it ships from', () => {
  expect(rerunCommands({ id: 'fork-survival' }, on('cpu'))).toEqual(['npm run -s study -- fork-survival']);
});

it('gives the steps for all others, on the engine that they ran on', () => {
  const lines = (id: string, engine: 'cpu' | 'webgpu') => rerunCommands({ id }, on(engine)).join('\n');
  expect(lines('fork-survival', 'webgpu')).toContain('sweep run fork-survival\n');
  expect(lines('mine', 'cpu')).toContain(
    'sweep plan study.json --out mine\nnpm run -s lab -- sweep run mine --engine cpu\n',
  );
});
