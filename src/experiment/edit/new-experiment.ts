import { type Experiment, parseExperiment } from '../schema.ts';

/** The least that shows something: a probe, one batchmate, alone against company. */
export function newExperiment(): Experiment {
  const shared = { maxNewTokens: 32, ignoreEos: true };
  return parseExperiment({
    version: 1,
    title: 'Untitled experiment',
    requests: [
      { id: 'probe', role: 'probe', prompt: 'Once upon a time', ...shared },
      { id: 'vague-1', role: 'noise', noise: { kind: 'vague', seed: 1, tokens: 12 }, ...shared },
    ],
    arms: [
      { name: 'alone', requests: ['probe'], kernels: 'variant' },
      { name: 'company', requests: ['probe', 'vague-1'], kernels: 'variant' },
    ],
    compare: [['alone', 'company']],
  });
}
