/** A deliberate fault: one replacement in one file, and the tests that must notice. */
export interface Mutant {
  readonly name: string;
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  readonly project: 'unit' | 'gpu';
  readonly tests: readonly string[];
}

const unit = (file: string, name: string, find: string, replace: string, ...tests: string[]): Mutant => ({
  ...{ name, file, find, replace, tests },
  project: 'unit',
});
const gpu = (file: string, name: string, find: string, replace: string, ...tests: string[]): Mutant => ({
  ...{ name, file, find, replace, tests },
  project: 'gpu',
});

export const MUTANTS: readonly Mutant[] = [
  unit(
    'src/plan/scheduler.ts',
    'the token budget is never used up',
    'draft.budget -= count;',
    '',
    'src/plan',
  ),
  unit(
    'src/plan/scheduler.ts',
    'a preempted request forgets its tokens',
    '{ ...newest, computed: 0,',
    '{ ...newest, tokens: newest.tokens.slice(0, newest.promptLength), computed: 0,',
    'src/plan',
  ),
  unit(
    'src/plan/scheduler.ts',
    'finished requests keep their blocks',
    'freeBlocks.push(...after.request.blocks);',
    '',
    'src/plan',
  ),
  unit(
    'src/plan/kv-blocks.ts',
    'one block too few',
    'Math.ceil(positions',
    'Math.floor(positions',
    'src/plan',
  ),
  unit(
    'src/numerics/matmul-plan.ts',
    'invariant chunks follow M',
    'invariant: ({ terms }) => fixedRuns(terms, invariantChunk(terms))',
    'invariant: ({ terms, rows }) => fixedRuns(terms, rows > 64 ? 32 : invariantChunk(terms))',
    'src/numerics',
  ),
  unit(
    'src/numerics/rmsnorm-plan.ts',
    'every set follows M',
    "set === 'variant' ? variantLanes(rows) : 64",
    'variantLanes(rows)',
    'src/numerics',
  ),
  unit(
    'src/numerics/attention-plan.ts',
    'invariant splits start at the cached keys',
    "if (set === 'invariant') return fixedRuns(row.keys, INVARIANT_SPLIT);",
    "if (set === 'invariant') return prefillSplits(row);",
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
    'hash.update(littleEndian(bitsOf(logits)));',
    '',
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
    'src/numerics/same-tree.ts',
    'no two plans are ever the same tree',
    'return trees.rootOf(a) === trees.rootOf(b);',
    'return false;',
    'src/numerics/same-tree',
    'src/lab/certificate/certify',
  ),
  unit(
    'src/lab/certificate/controls.ts',
    'a control compares a thing with itself',
    'comparison: compareBits(one, other)',
    'comparison: compareBits(one, one)',
    'src/lab/certificate/controls',
  ),
  unit(
    'src/lab/certificate/certify.ts',
    'a control passes where it finds no difference',
    "const good = (comparison.differing === 0) === (kind === 'case');",
    'const good = comparison.differing === 0;',
    'src/lab/certificate/certify',
  ),
  unit(
    'src/lab/certificate/claims.ts',
    'the activation dtype is dropped from a claim and from the key',
    '${activations} activations',
    'any activations',
    'src/lab/certificate/session',
  ),
  unit(
    'src/lab/certificate/claims.ts',
    'the weight format is dropped from a claim and from the key',
    "${formats.join(' and ')} weights",
    'any weights',
    'src/lab/certificate/session',
  ),
  unit(
    'src/results/certificate-cell.ts',
    'a cell of one weight format stands for all',
    'return [operation, invariance, set, activations, weights]',
    'return [operation, invariance, set, activations]',
    'src/lab/certificate/certify',
  ),
  unit(
    'src/lab/certificate/session.ts',
    'the short form gives back what an earlier certificate refused',
    'earlierCell(earlier, cell) ?? cell);',
    'cell);',
    'src/lab/certificate/session',
  ),
  unit(
    'src/lab/certificate/parse.ts',
    'a stored certificate is believed whatever its cases say',
    'return passed === data.passed && sameCells ? data : null;',
    'return data;',
    'src/lab/certificate/parse',
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
    'shaders/rope_kv.wgsl',
    'rotation the other way',
    'select(partner, -partner, low)',
    'select(-partner, partner, low)',
    'src/kernels/rope_kv',
  ),
  gpu(
    'shaders/attention_merge.wgsl',
    'the two rescale factors are exchanged',
    'sum = fma(next.y, take, sum * keep);',
    'sum = fma(next.y, keep, sum * take);',
    'src/kernels/attention',
  ),
  gpu(
    'shaders/attention_merge.wgsl',
    'splits are merged in another order in every row but the first',
    '    at += HEADS;\n',
    '    at = (row.first + select(split, row.count - split, row.first > 0u)) * HEADS + head;\n',
    'src/lab/certificate',
  ),
  gpu(
    'shaders/attention.wgsl',
    'keys past the end are weighed too',
    'for (var i = 0u; i < keys; i++)',
    'for (var i = 0u; i < TILE; i++)',
    'src/kernels/attention',
  ),
  gpu(
    'shaders/choose.wgsl',
    'ties go to the higher id',
    'tokens[other] < tokens[thread]',
    'tokens[other] > tokens[thread]',
    'src/kernels/choose',
  ),
];
