import { gpu, type Mutant, unit } from './mutant.ts';
import { ACTIVATION_MUTANTS } from './mutants-activations.ts';
import { BLOCK_MUTANTS } from './mutants-blocks.ts';
import { BOUND_MUTANTS } from './mutants-bounds.ts';
import { CANARY_MUTANTS } from './mutants-canary.ts';
import { CENSUS_MUTANTS } from './mutants-census.ts';
import { CENSUS_PAGE_MUTANTS } from './mutants-census-page.ts';
import { CERTIFICATE_MUTANTS } from './mutants-certificate.ts';
import { CHOICE_MUTANTS } from './mutants-choices.ts';
import { CLI_MUTANTS } from './mutants-cli.ts';
import { CLIFF_MUTANTS } from './mutants-cliffs.ts';
import { COUPLING_MUTANTS } from './mutants-couplings.ts';
import { DECODER_MUTANTS } from './mutants-decoders.ts';
import { EXPERT_MUTANTS } from './mutants-experts.ts';
import { FUZZ_MUTANTS } from './mutants-fuzz.ts';
import { GRADED_MUTANTS } from './mutants-graded.ts';
import { INFERENCE_MUTANTS } from './mutants-inference.ts';
import { JOB_MUTANTS } from './mutants-jobs.ts';
import { LAB_MUTANTS } from './mutants-lab.ts';
import { LIVE_MUTANTS } from './mutants-live.ts';
import { MODEL_MUTANTS } from './mutants-model.ts';
import { OFFLINE_MUTANTS } from './mutants-offline.ts';
import { PACKAGE_MUTANTS } from './mutants-package.ts';
import { PAGE_MUTANTS } from './mutants-page.ts';
import { PORTABLE_CPU_MUTANTS } from './mutants-portable-cpu.ts';
import { PORTABLE_KERNEL_MUTANTS } from './mutants-portable-kernels.ts';
import { PORTABLE_PRODUCT_MUTANTS } from './mutants-portable-products.ts';
import { PRECISION_MUTANTS } from './mutants-precision.ts';
import { PROMISE_MUTANTS } from './mutants-promise.ts';
import { PROOF_MUTANTS } from './mutants-proof.ts';
import { QUANTISED_MUTANTS } from './mutants-quantised.ts';
import { QUEUE_MUTANTS } from './mutants-queue.ts';
import { REFERENCE_MUTANTS } from './mutants-references.ts';
import { REPORT_MUTANTS } from './mutants-reports.ts';
import { RESULT_MUTANTS } from './mutants-results.ts';
import { RESUMED_MUTANTS } from './mutants-resumed.ts';
import { SERVE_MUTANTS } from './mutants-serve.ts';
import { SERVER_MUTANTS } from './mutants-server.ts';
import { SERVER_AUDIT_MUTANTS } from './mutants-server-audit.ts';
import { SHARD_MUTANTS } from './mutants-shards.ts';
import { SOURCE_MUTANTS } from './mutants-sources.ts';
import { STEP_MUTANTS } from './mutants-steps.ts';
import { SWEEP_MUTANTS } from './mutants-sweep.ts';
import { TRAFFIC_MUTANTS } from './mutants-traffic.ts';
import { TREE_MUTANTS } from './mutants-tree.ts';
import { WIDTH_MUTANTS } from './mutants-widths.ts';
import { WORKER_MUTANTS } from './mutants-worker.ts';

export const MUTANTS: readonly Mutant[] = [
  unit(
    'src/gpu/device-wait.ts',
    'a device that sleeps is not given anything',
    'return gpu.sleeps ? await',
    'return !gpu.sleeps ? await',
    'src/gpu/device-wait.test.ts',
  ),
  unit(
    'src/gpu/device-wait.ts',
    'a slow device counts as one that sleeps',
    'idle > SLEEP_MS &&',
    'idle > SLEEP_MS ||',
    'src/gpu/device-wait.test.ts',
  ),
  unit(
    'src/gpu/device.ts',
    "Mesa's software driver passes for a GPU",
    'swiftshader|llvmpipe|',
    'swiftshader|',
    'src/gpu/device.test.ts',
  ),
  unit(
    'src/gpu/adapter-wish.ts',
    "the loader's newer variable is not seen",
    'VK_DRIVER_FILES || VK_ICD_FILENAMES',
    'VK_ICD_FILENAMES',
    'src/gpu/adapter-wish.test.ts',
  ),
  unit(
    'src/gpu/compile-message.ts',
    'a place that is only drawn is not read',
    'length > 0 || line !== 1 || column !== 1',
    'true',
    'src/gpu/compile-message.test.ts',
  ),
  unit(
    'src/steps/draft.ts',
    'the token budget is never used up',
    'this.rows -= count;',
    '',
    'src/steps/scheduler.test.ts',
  ),
  unit(
    'src/steps/request.ts',
    'a preempted request forgets its tokens',
    '{ ...request, computed: 0, blocks: [], preempted',
    '{ ...request, tokens: request.tokens.slice(0, request.promptLength), computed: 0, blocks: [], preempted',
    'src/steps/scheduler.test.ts',
  ),
  unit(
    'src/steps/commit.ts',
    'finished requests keep their blocks',
    'pool = pool.returned(known.request.blocks);',
    '',
    'src/steps/scheduler.test.ts',
  ),
  unit(
    'src/steps/kv-blocks.ts',
    'the last token is counted, though it is never fed',
    'promptTokens + newTokens - 1',
    'promptTokens + newTokens',
    'src/lab/positions.test.ts',
  ),
  unit(
    'src/steps/kv-blocks.ts',
    'one block too few',
    'Math.ceil(positions',
    'Math.floor(positions',
    'src/steps/scheduler.test.ts',
  ),
  unit(
    'src/numerics/sets/invariant.ts',
    'invariant chunks follow M',
    'matmul: ({ terms }) => quadLanes(fixedRuns(terms, invariantChunk(terms)))',
    'matmul: ({ terms, rows }) => quadLanes(fixedRuns(terms, rows > 64 ? 32 : invariantChunk(terms)))',
    'src/numerics',
  ),
  unit(
    'src/numerics/sets/kernel-sets.ts',
    'one invariant operation makes an arm invariant',
    'OPERATIONS.every((operation) => rulesOf(kernels[operation]).batchInvariant)',
    'OPERATIONS.some((operation) => rulesOf(kernels[operation]).batchInvariant)',
    'src/numerics',
  ),
  unit(
    'src/numerics/sets/pinned.ts',
    'pinned lanes follow M',
    'rmsnorm: (_, terms) => halvedLanes(64, terms)',
    'rmsnorm: (rows, terms) => halvedLanes(rows > 64 ? 32 : 64, terms)',
    'src/numerics',
  ),
  unit(
    'src/numerics/sets/invariant.ts',
    'invariant splits start at the cached keys',
    'cut: () => CUT',
    'cut: ({ cached }) => (cached > 0 ? { first: cached, every: SPLIT } : CUT)',
    'src/numerics',
  ),
  unit(
    'src/numerics/replay.ts',
    'lanes added in another order',
    'fround(fround(l0 + l1) + fround(l2 + l3))',
    'fround(fround(l0 + l2) + fround(l1 + l3))',
    'src/numerics',
  ),
  unit(
    'src/numerics/fma.ts',
    'the fused sum rounds twice',
    'error === 0 ? sum : toOdd(sum, error)',
    'sum',
    'src/numerics',
  ),
  unit(
    'src/results/fingerprint.ts',
    'logits are left out',
    'hash.update(littleEndian(token, bitsOf(logits)))',
    'hash.update(littleEndian(token, new Uint32Array(0)))',
    'src/results',
  ),
  unit(
    'src/results/diff.ts',
    'the fork is one late',
    'if (a[index] !== b[index]) return index;',
    'if (a[index] !== b[index]) return index + 1;',
    'src/results',
  ),
  unit(
    'src/steps/ahead.ts',
    'a step ahead may take the blocks of a request that goes on',
    'next.slices.length === 0 || next.preempted.length > 0',
    'next.slices.length === 0',
    'src/steps/ahead.test.ts',
  ),
  unit(
    'src/steps/ahead.ts',
    'a step ahead counts whatever token it was fed',
    'equal(tokens, slice.tokens)',
    'tokens.length === slice.tokens.length',
    'src/steps/ahead.test.ts',
  ),
  unit(
    'src/lab/steps-ahead.ts',
    'a step ahead counts although a request of it has ended',
    'cameTrue(this.#ahead.plan, plan, this.#chosen) ? this',
    'plan.slices.length > 0 ? this',
    'src/lab/steps-ahead.test.ts',
  ),
  unit(
    'src/engines/webgpu/kept-lists.ts',
    'a list outlives the buffers that it binds',
    'this.#lists.clear();',
    '',
    'src/engines/webgpu/kept-lists.test.ts',
  ),
  unit(
    'src/gpu/bind-groups.ts',
    'a section of a buffer is taken for another one',
    'bound.and(each.buffer).and(each.offset)',
    'bound.and(each.buffer)',
    'src/gpu/bind-groups',
  ),
  unit(
    'src/engines/webgpu/step-scratch.ts',
    'the scratch of all arms is freed with the first of them',
    ' || this.#leases.size > 0',
    '',
    'src/engines/webgpu/step-scratch.test.ts',
  ),
  unit(
    'src/engines/model-engine.ts',
    'a model that was unloaded is given again',
    'this.#models.delete(checkpoint);',
    '',
    'src/engines/model-engine.test.ts',
  ),
  gpu(
    'shaders/lib/matmul_tile.wgsl',
    'a chunk replaces the sum of those before it',
    'select(sums[0], total[0] + sums[0], later)',
    'sums[0]',
    'src/kernels/matmul',
  ),
  gpu(
    'shaders/matmul_tile.wgsl',
    'each part begins one chunk late',
    'let first = id.z * params.chunks_per_part;',
    'let first = min(id.z * params.chunks_per_part + 1u, params.chunks - 1u);',
    'src/kernels/matmul',
  ),
  gpu(
    'shaders/matmul_gemv.wgsl',
    'the last terms of K are dropped',
    'if (group + 1u < params.groups) {',
    'if (group + 9u < params.groups) {',
    'src/kernels/matmul',
  ),
  gpu(
    'shaders/lib/act_bf16.wgsl',
    'halves round up instead of to even',
    'vec4u(0x7fffu) + ((u >> vec4u(16u)) & vec4u(1u))',
    'vec4u(0x8000u)',
    'src/kernels/preludes',
  ),
  gpu(
    'shaders/add_norm.wgsl',
    'a partial sum is left out',
    'for (var part = 1u; part < params.parts; part++)',
    'for (var part = 2u; part < params.parts; part++)',
    'src/kernels/add_norm',
  ),
  gpu(
    'shaders/lib/halving.wgsl',
    'lanes are joined with their neighbours',
    'let visited = (reverseBits(i) >> 1u) >> countLeadingZeros(fours);',
    'let visited = i;',
    'src/kernels/add_norm',
  ),
  gpu(
    'shaders/add_norm_block.wgsl',
    'two lanes take the same element',
    'let x = block[group][thread % 4u];',
    'let x = block[group][(thread / 2u) % 4u];',
    'src/kernels/add_norm',
  ),
  gpu(
    'shaders/lib/epilogue_norm_rope_kv.wgsl',
    'keys take the gain of queries',
    'select(0u, 2u * HALF_GROUPS, head >= HEADS)',
    'select(0u, 2u * HALF_GROUPS, head > HEADS)',
    'src/kernels/epilogues',
  ),
  gpu(
    'shaders/rope_kv.wgsl',
    'rotation the other way',
    'select(partner, -partner, low)',
    'select(-partner, partner, low)',
    'src/kernels/rope_kv',
  ),
  gpu(
    'shaders/attention_merge.wgsl',
    'the two rescale factors are exchanged',
    'sum = times_add1(next.y, take, times1(sum, keep));',
    'sum = times_add1(next.y, keep, times1(sum, take));',
    'src/kernels/attention',
  ),
  gpu(
    'shaders/attention.wgsl',
    'keys past the end are weighed too',
    'for (var i = 0u; i < keys; i++)',
    'for (var i = 0u; i < TILE; i++)',
    'src/kernels/attention',
  ),
  gpu(
    'shaders/attention_rows.wgsl',
    'the highest score of the splits so far stays that of the first',
    'max(merged_maxima[quad], quad_maxima(quad)), seen)',
    'merged_maxima[quad], seen)',
    'src/kernels/attention',
  ),
  gpu(
    'shaders/lib/attention_blocks.wgsl',
    'a row of a chunk weighs no more keys than the first one',
    'for (; i < counts.w; i++) {',
    'for (; i < counts.x; i++) {',
    'src/kernels/attention',
  ),
  unit(
    'src/kernels/attention-item.ts',
    'rows whose splits begin elsewhere share an item',
    'a.first === b.first && a.every === b.every',
    'true',
    'src/kernels/attention-items',
  ),
  gpu(
    'shaders/lib/ranking.wgsl',
    'ties go to the higher id',
    '(a.key == b.key && a.token < b.token)',
    '(a.key == b.key && a.token > b.token)',
    'src/kernels/sample',
  ),
  gpu(
    'shaders/sample_slices.wgsl',
    'a slice reads on into the next',
    'count = min(SLICE, params.vocabulary - first);',
    'count = SLICE;',
    'src/kernels/sample',
  ),
  gpu(
    'shaders/sample_merge.wgsl',
    'a slice gives its highest logit alone',
    'for (var rank = 0u; rank < TOP; rank++) {\n      let entry',
    'for (var rank = 0u; rank < 1u; rank++) {\n      let entry',
    'src/kernels/sample',
  ),
  gpu(
    'shaders/compare_logits.wgsl',
    'a contender of equal logits is ranked without its id',
    'other_b > key_b || (other_b == key_b && before)',
    'other_b > key_b',
    'src/results/measured-position',
  ),
  unit(
    'src/engines/webgpu/kept-logits.ts',
    'a row whose logits are gone is still found',
    'this.#places.get(keyOf(before)) === before)',
    'this.#places.get(keyOf(before)) !== before)',
    'src/engines/webgpu/kept-logits.test.ts',
  ),
  ...BLOCK_MUTANTS,
  ...BOUND_MUTANTS,
  ...CANARY_MUTANTS,
  ...CENSUS_MUTANTS,
  ...CENSUS_PAGE_MUTANTS,
  ...CERTIFICATE_MUTANTS,
  ...CHOICE_MUTANTS,
  ...CLI_MUTANTS,
  ...COUPLING_MUTANTS,
  ...JOB_MUTANTS,
  ...CLIFF_MUTANTS,
  ...DECODER_MUTANTS,
  ...EXPERT_MUTANTS,
  ...FUZZ_MUTANTS,
  ...INFERENCE_MUTANTS,
  ...GRADED_MUTANTS,
  ...LAB_MUTANTS,
  ...LIVE_MUTANTS,
  ...MODEL_MUTANTS,
  ...PACKAGE_MUTANTS,
  ...PAGE_MUTANTS,
  ...PORTABLE_CPU_MUTANTS,
  ...PORTABLE_KERNEL_MUTANTS,
  ...PORTABLE_PRODUCT_MUTANTS,
  ...PRECISION_MUTANTS,
  ...RESUMED_MUTANTS,
  ...PROMISE_MUTANTS,
  ...PROOF_MUTANTS,
  ...QUANTISED_MUTANTS,
  ...QUEUE_MUTANTS,
  ...ACTIVATION_MUTANTS,
  ...REFERENCE_MUTANTS,
  ...REPORT_MUTANTS,
  ...SERVER_MUTANTS,
  ...RESULT_MUTANTS,
  ...SERVER_AUDIT_MUTANTS,
  ...SERVE_MUTANTS,
  ...SOURCE_MUTANTS,
  ...STEP_MUTANTS,
  ...SHARD_MUTANTS,
  ...SWEEP_MUTANTS,
  ...TRAFFIC_MUTANTS,
  ...TREE_MUTANTS,
  ...WIDTH_MUTANTS,
  ...WORKER_MUTANTS,
  ...OFFLINE_MUTANTS,
];
