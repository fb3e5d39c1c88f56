import { parseExperiment } from '../../../../experiment/schema.ts';

/** A small crowd with one good request among it, for tests and measurements. */
export const smallCrowd = parseExperiment({
  version: 2,
  title: 'A small crowd',
  requests: [
    {
      id: 'probe',
      role: 'probe',
      prompt: 'Once upon a time there was a',
      maxNewTokens: 64,
      ignoreEos: true,
      arrival: { ms: 2000 },
    },
  ],
  crowd: {
    seed: 7,
    arrivals: { kind: 'surge', baseline: 2, peak: 40, from: 1000, ramp: 1000, hold: 1500, halfLife: 800 },
    milliseconds: 6000,
    most: 160,
    noise: 0.5,
    prompt: { kind: 'uniform', least: 8, most: 64 },
    output: { kind: 'uniform', least: 8, most: 32 },
  },
  arms: [
    {
      name: 'crowd',
      requests: ['probe'],
      kernels: 'variant',
      limits: { maxSequences: 16, maxTokensPerStep: 64, blocks: 96 },
    },
  ],
});
