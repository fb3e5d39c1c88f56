import { everyKeys } from '../key-cut.ts';
import { ONE_TILE_MAPPED, ONE_TILE_SOURCE, oneTileKernels } from './one-tile-kernels.ts';
import { pinned } from './pinned.ts';
import type { KernelSetRules, RuleSource } from './rules.ts';

/** A row has one split for every so many of its keys, begun. */
const SPLIT = 256;
/** Splits are whole blocks of keys. */
const BLOCK = 32;

const SOURCES: readonly RuleSource[] = [
  {
    title: 'SGLang, python/sglang/srt/layers/attention/triton_backend.py and triton_ops/decode_attention.py',
    version: 'sgl-project/sglang at a0160ca',
    url: 'https://github.com/sgl-project/sglang/blob/a0160ca43a75b83130ad9745fb85a7cedc3e47fe/python/sglang/srt/layers/attention/triton_backend.py',
    says: 'In deterministic mode a decoding row has one split for every 256 of its keys, begun; all are as long, in blocks of 32 keys.',
  },
  {
    title: 'SGLang, python/sglang/srt/batch_invariant_ops/batch_invariant_ops.py',
    version: 'sgl-project/sglang at 0267727',
    url: 'https://github.com/sgl-project/sglang/blob/0267727636eebac4a05d4b748c9cbac78e0d6891/python/sglang/srt/batch_invariant_ops/batch_invariant_ops.py',
    says: 'The persistent product of batch_invariant_ops, or DeepGEMM; a norm by one workgroup a row, 1,024 elements at a time.',
  },
  ONE_TILE_SOURCE,
];

/** SGLang's deterministic mode with its Triton attention: one tile, and splits of the keys that follow the row's own context alone. */
export const sglangDeterministic = {
  ...oneTileKernels,
  name: 'sglang-deterministic',
  version: 1,
  batchInvariant: true,
  math: 'native',
  standIn: pinned,
  library: {
    name: 'SGLang: --enable-deterministic-inference, Triton attention',
    published: ['matmul', 'rmsnorm', 'attention'],
    others: null,
    states:
      'One tile whatever M is, K never split, one workgroup to a norm’s row; a decoding row’s keys are cut once for every 256 of them, into equal parts.',
    mapped: `${ONE_TILE_MAPPED} Prefill rows are cut like decoding ones: its own prefill walks all keys in one pass, so that there a position’s bits may depend on whether it was prefilled or decoded, which a batch-invariant set of this lab rules out.`,
    leftOut:
      'DeepGEMM; FlashInfer with fixed splits of 2,048 and 4,096 keys; FlashAttention 3 with one split; steps of 32 for f32; all that is done between GPUs.',
    sources: SOURCES,
  },
  cut: ({ keys }) => everyKeys(splitLength(keys)),
  mostSplits: ({ rows, context }) => rows * Math.ceil(context / SPLIT),
} as const satisfies KernelSetRules;

function splitLength(keys: number): number {
  const splits = Math.ceil(keys / SPLIT);
  return Math.ceil(Math.ceil(keys / splits) / BLOCK) * BLOCK;
}
