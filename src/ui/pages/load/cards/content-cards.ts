import { grouped } from '../../../../results/text.ts';
import type { MechanismCard } from './card.ts';

/** Mechanisms by which a request meets what others say: shared beginnings, shared attention, shared sequences. */
export const CONTENT_CARDS: readonly MechanismCard[] = [
  {
    id: 'prefix',
    name: 'Prefix reuse',
    field: 'Prefix reuse',
    what: 'Prompts that begin alike share the blocks of what they share, found by a chain of hashes, copied when one of them writes, dropped when nobody needs them. “Last block anew” computes the last block of a whole hit in a step of its own, as engines do.',
    when: 'On by default in vLLM and SGLang; every chat with a system prompt meets it.',
    changes: [
      { what: 'time', how: 'to the first token: what is cached is not computed' },
      {
        what: 'bits',
        how: 'under variant kernels: a warm prompt has fewer rows to compute, and so other plans; under invariant ones warm is cold',
      },
    ],
    proof: ['src/steps/prefix.test.ts', 'src/engines/cache-invariance.test.ts'],
    fromLife: [
      {
        says: 'A prefix hit changed 18 of 40 greedy outputs at batch 1.',
        source: 'SGLang #34683',
        url: 'https://github.com/sgl-project/sglang/issues/34683',
      },
      {
        says: 'A warm prefix recomputes the last block by another path.',
        source: 'vLLM #5543',
        url: 'https://github.com/vllm-project/vllm/issues/5543',
      },
    ],
    ours: ({ cachedTokens, promptTokens }) =>
      cachedTokens === 0
        ? null
        : `Here ${grouped(cachedTokens)} of ${grouped(promptTokens)} prompt tokens came from the cache.`,
  },
  {
    id: 'cascade',
    name: 'Shared-prefix attention',
    field: 'Shared-prefix attention',
    what: 'Where enough requests share a long enough beginning, attention goes through it once for all of them and through the rest for each, and merges both. One request without the prefix switches everyone’s path.',
    when: 'Cascade attention in FlashInfer and vLLM, from 256 tokens and 8 requests on; scaled to this model’s context here.',
    changes: [
      { what: 'bits', how: 'where it is switched on by company: a plan of its own adds in another order' },
      { what: 'time', how: 'less of it, the longer the prefix' },
    ],
    proof: ['src/steps/cascade.test.ts', 'src/engines/cpu/cascade.test.ts'],
    fromLife: [
      {
        says: 'Composition matters, not just size: identical prompts and varied ones differ at one batch size.',
        source: 'vLLM #17652',
        url: 'https://github.com/vllm-project/vllm/issues/17652',
      },
    ],
    ours: ({ cascadeSteps, steps }) =>
      cascadeSteps === 0 ? null : `In ${grouped(cascadeSteps)} of ${grouped(steps)} steps here.`,
  },
  {
    id: 'packing',
    name: 'Packing',
    field: 'Packing',
    what: 'Several requests as one sequence whose positions restart. The mask lets each see itself alone. “Leaking” drops that test: each sees the neighbour before it, word for word. That is real leakage, shown as such.',
    when: 'Training does it always; in serving it is what varlen attention does, with its mask.',
    changes: [
      { what: 'nothing', how: 'masked, under invariant kernels: the bits of a request alone' },
      { what: 'tokens', how: 'leaking: a neighbour’s content reaches your logits' },
    ],
    proof: ['src/steps/packing.test.ts', 'src/engines/cpu/packing.test.ts', 'src/kernels/segments.test.ts'],
    fromLife: [],
    ours: () => null,
  },
  {
    id: 'experts',
    name: 'Room of experts',
    field: 'Room of experts, %',
    what: 'In a mixture of experts a router sends each token to a few of many small MLPs. Where an expert takes only so many rows of a step, whoever comes later in the batch is left out there and goes on without it. Who that is follows from what the others say and how many they are.',
    when: 'In training and early serving of Switch and GShard models; engines today mostly leave no token out, as here where the field is empty.',
    changes: [
      {
        what: 'nothing',
        how: 'without a capacity, under invariant kernels: each row has the experts that it has alone',
      },
      {
        what: 'tokens',
        how: 'with one, under every kernel set: a neighbour’s words decide which of your rows an expert drops',
      },
    ],
    proof: [
      'src/steps/expert-capacity.test.ts',
      'src/engines/cpu/cpu-experts.test.ts',
      'src/engines/webgpu/experts.gpu.test.ts',
    ],
    fromLife: [
      {
        says: 'Tokens of other sequences compete for the places of an expert, so a model is deterministic for a batch and no longer for a sequence.',
        source: 'Puigcerver 2023',
        url: 'https://arxiv.org/abs/2308.00951',
      },
    ],
    ours: ({ droppedChoices = 0 }) =>
      droppedChoices === 0 ? null : `Here experts had no room ${grouped(droppedChoices)} times.`,
  },
];
