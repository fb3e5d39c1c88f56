import { type Experiment, parseExperiment } from '../../experiment/schema.ts';

/** An arm under invariant kernels, one under variant ones, and some of these in which the probe is verified, alone and in companies. */
export function verifying(window: number, { temperature = 0, tokens = 48 } = {}): Experiment {
  const mate = (id: string, prompt: string, maxNewTokens: number, arrival = 0) => ({
    ...{ id, role: 'clean', prompt, maxNewTokens, arrival, ignoreEos: true },
  });
  const companies = [
    ['probe'],
    ['mate-1', 'probe'],
    ['mate-2', 'mate-1', 'probe', 'mate-3'],
    ['probe', 'mate-3', 'mate-1', 'mate-4'],
  ];
  const limits = { maxTokensPerStep: 64 };
  const verify = { window, requests: ['probe'] };
  return parseExperiment({
    version: 3,
    title: 'verifying',
    decoding: { temperature, seed: 3 },
    requests: [
      {
        ...{ id: 'probe', role: 'probe', maxNewTokens: tokens, ignoreEos: true },
        prompt: 'Tom and his dog went',
      },
      mate('mate-1', 'Once upon a time there was a', tokens - 9),
      mate('mate-2', 'There', tokens),
      mate('mate-3', 'One day a little girl found a big red ball in the garden and', tokens - 4, 9),
      mate('mate-4', 'The cow said moo and the cow', tokens, 23),
    ],
    arms: [
      { name: 'invariant', requests: ['probe'], kernels: 'invariant', limits },
      { name: 'variant', requests: ['probe'], kernels: 'variant', limits },
      ...companies.map((requests, i) => ({
        ...{ name: `verified ${i}`, requests, kernels: 'variant', limits, verify },
      })),
    ],
  });
}
