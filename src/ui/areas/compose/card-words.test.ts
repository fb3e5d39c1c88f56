import { expect, it } from 'vitest';
import { parseExperiment } from '../../../experiment/schema.ts';
import { armsWords } from './card-words.ts';

const mates = ['m1', 'm2'];
const experiment = parseExperiment({
  version: 1,
  title: 'Drawn',
  requests: [
    { id: 'p', role: 'probe', prompt: 'Say' },
    ...mates.map((id) => ({ id, role: 'noise', prompt: id })),
    { id: 'muted', role: 'noise', prompt: 'x' },
  ],
  arms: [
    { name: 'company', requests: ['p', 'm1'], kernels: 'variant' },
    {
      name: 'many',
      requests: ['p', ...mates],
      kernels: 'variant',
      companies: { count: 9, least: 1, seed: 1 },
    },
  ],
  compare: [],
});

it('says where a request is always, and where it is only drawn', () => {
  expect(['p', 'm1', 'm2', 'muted'].map((id) => armsWords(experiment, id))).toEqual([
    'in every arm',
    'in company, drawn into many',
    'drawn into many',
    'muted: in no arm',
  ]);
});
