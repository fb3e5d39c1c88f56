import type { MechanismCard } from './card.ts';

export const SAMPLER_CARD: MechanismCard = {
  id: 'sampler',
  name: 'Noise keyed by rank',
  field: 'Sampler',
  what: 'At a temperature above 0 a token is drawn with noise. Here the noise belongs to a token, so that a last bit matters only where two tokens are nearly as good. A sampler that sorts first gives it to a place in the order: wherever a last bit swaps two places, their noise is swapped too.',
  when: 'In engines that sort logits for top-k or top-p before they draw. The same seed then promises less than it seems to.',
  changes: [
    { what: 'nothing', how: 'under invariant kernels: the order of the logits is that of the request alone' },
    {
      what: 'tokens',
      how: 'under variant kernels: one unit in the last place, another token, the same seed',
    },
  ],
  proof: [
    'src/numerics/top-sampler.test.ts',
    'src/lab/sampler.test.ts',
    'src/lab/sampler-keys.proof.test.ts',
  ],
  fromLife: [],
  ours: (_, __, { arm }) =>
    arm?.sampler ? `This arm drew among the eight highest logits, with noise keyed by ${arm.sampler}.` : null,
};
