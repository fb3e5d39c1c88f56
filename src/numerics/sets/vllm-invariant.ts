import { WHOLE } from '../key-cut.ts';
import { ONE_TILE_MAPPED, ONE_TILE_SOURCE, oneTileKernels } from './one-tile-kernels.ts';
import { pinned } from './pinned.ts';
import type { KernelSetRules, RuleSource } from './rules.ts';

const SOURCES: readonly RuleSource[] = [
  {
    title: 'vLLM, vllm/model_executor/layers/batch_invariant.py',
    version: 'vllm-project/vllm at 0188c01',
    url: 'https://github.com/vllm-project/vllm/blob/0188c010d2a4dd774b2ce77951208940b11e7a05/vllm/model_executor/layers/batch_invariant.py',
    says: 'Under VLLM_BATCH_INVARIANT: the persistent product on Ampere, cuBLAS with a workspace too small to split K from Hopper on; RMSNorm by one workgroup a row, 1,024 elements at a time.',
  },
  {
    title: 'vLLM, vllm/v1/attention/backends/flash_attn.py',
    version: 'vllm-project/vllm at 5704f34',
    url: 'https://github.com/vllm-project/vllm/blob/5704f34f361c6c59a9c092c4e1e96730cc6dc14d/vllm/v1/attention/backends/flash_attn.py',
    says: 'Under VLLM_BATCH_INVARIANT attention takes one split.',
  },
  ONE_TILE_SOURCE,
];

/** vLLM's batch-invariant mode with its Triton kernels and FlashAttention: one tile, no split of K or of the keys. */
export const vllmInvariant = {
  ...oneTileKernels,
  name: 'vllm-invariant',
  version: 1,
  batchInvariant: true,
  math: 'native',
  standIn: pinned,
  library: {
    name: 'vLLM: VLLM_BATCH_INVARIANT',
    published: ['matmul', 'rmsnorm', 'attention'],
    others: null,
    states:
      'One tile whatever M is, K never split, one workgroup to a norm’s row, and one split of the keys.',
    mapped: `${ONE_TILE_MAPPED} Inside the one split this lab’s kernel adds key by key.`,
    leftOut:
      'cuBLAS without split-K, which it takes from Hopper on; the fused residual and norm; FlexAttention and FlashInfer; steps of 32 for f32; all that is done between GPUs.',
    sources: SOURCES,
  },
  cut: () => WHOLE,
  mostSplits: ({ rows }) => rows,
} as const satisfies KernelSetRules;
