/**
 * `batchmates/plans`: for every reducing operation the exact order in which one output element's terms are added, as a plain value, and its replay
 * in f32 to the bit. Pure: no device, no files.
 */
export { attentionPlan, decodingStep } from '../numerics/attention-plan.ts';
export { describePlan } from '../numerics/describe-plan.ts';
export type { MultiplyAddRule } from '../numerics/fma.ts';
export { matmulPlan } from '../numerics/matmul-plan.ts';
export type { AttentionPlan, Range, ReductionPlan, SumPlan } from '../numerics/plan.ts';
export { replaySum } from '../numerics/replay.ts';
export { rmsnormPlan } from '../numerics/rmsnorm-plan.ts';
export { sameTree } from '../numerics/same-tree.ts';
export type { AttentionRow, AttentionStep, MatmulShape } from '../numerics/sets/rules.ts';
export { KERNEL_SETS, type KernelSet } from '../numerics/sets/sets.ts';
export { type SumNode, type SumTree, sumTree } from '../numerics/sum-tree.ts';
