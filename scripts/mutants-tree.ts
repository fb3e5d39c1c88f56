import { gpu, type Mutant, unit } from './mutant.ts';

/** Faults in a sum's chunks added as a tree, and in who of several workers adds what. */
export const TREE_MUTANTS: readonly Mutant[] = [
  unit(
    'src/numerics/shared-sum.ts',
    'what workers hand on is joined in their order instead of the tree’s',
    'join: (sums, add) => joined(dealt, sums, add),',
    'join: (sums, add) => (joined(dealt, sums, add), sums.reduce(add)),',
    'src/numerics/shared-sum.test.ts',
  ),
  unit(
    'src/numerics/shared-sum.ts',
    'a worker takes in a subtree that begins at no place of its length',
    'at % (2 * length) === 0 && at + length < count',
    'at + length < count',
    'src/numerics/shared-sum.test.ts',
  ),
  unit(
    'src/numerics/replay.ts',
    'the replay adds a tree’s chunks in index order',
    "if (plan.chunkTree === 'binary' && plan.chunks.length > 1) {",
    "if (plan.chunkTree === 'binary' && plan.chunks.length < 1) {",
    'src/numerics/replay.test.ts',
  ),
  gpu(
    'shaders/lib/chunk_tree.wgsl',
    'what is left of a tree after its last chunk is not taken in',
    '} else if (!last) {',
    '} else {',
    'src/kernels/matmul.gpu.test.ts',
  ),
];
