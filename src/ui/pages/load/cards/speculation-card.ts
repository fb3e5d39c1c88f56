import { grouped } from '../../../../results/text.ts';
import type { MechanismCard } from './card.ts';

export const SPECULATION_CARD: MechanismCard = {
  id: 'speculation',
  name: 'Speculative decoding',
  field: 'Who drafts',
  what: 'A small model, or a look at what followed the same words before, drafts a few tokens; the model computes all of them in one step and keeps those that it would have chosen itself. Drafts take only rows and free blocks that a step has left.',
  when: 'Where few decode together, so that a step of several rows takes hardly longer than one of one. In large batches it stops paying, and engines switch it off.',
  changes: [
    { what: 'time', how: 'fewer steps, each of them longer' },
    {
      what: 'bits',
      how: 'under variant kernels, since several rows of one request are another shape; under invariant ones nothing',
    },
    { what: 'tokens', how: 'under variant kernels, where bits tip a choice' },
  ],
  proof: [
    'src/steps/speculation.test.ts',
    'src/steps/rejection.test.ts',
    'src/lab/speculation/speculation.test.ts',
    'src/lab/speculation/speculation.gpu.test.ts',
  ],
  figure: { words: 'Its cliffs by width, beside the plans', href: '#kernels/plans' },
  fromLife: [
    {
      says: '57 of 75 requests left plain greedy decoding at one drafted token, with quantised weights.',
      source: 'llama.cpp #25618',
      url: 'https://github.com/ggml-org/llama.cpp/issues/25618',
    },
    {
      says: 'Speculation that was “off” at length 0 still cost 6.6 to 21.6 % of the time per token in one engine.',
      source: 'vLLM #49548',
      url: 'https://github.com/vllm-project/vllm/issues/49548',
    },
  ],
  ours: ({ drafted, accepted = 0 }) =>
    drafted === undefined ? null : `Here ${grouped(accepted)} of ${grouped(drafted)} drafted tokens stand.`,
};
