import type { ModelConfig } from '../../model/config.ts';
import { type Operation, outputLabel } from '../../model/graph.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { HEAD_NORMS, isHeadNorm, type OutputName } from '../../model/operations.ts';
import type { ArmKernels } from './kernel-library.ts';

/** The calls that no output of the graph is named after. */
export type InnerCall = 'first_norm' | 'qk_norm' | 'rope_kv' | 'merge' | 'logits' | 'choose' | 'top_k';

/** One kernel call of a step, and what of the graph is done by it. */
export interface Dispatch {
  /** Its place in the model: `layer3.rope_kv`; of one that makes the graph's output whole, the output's. */
  readonly label: string;
  /** What its like is called in every layer; times are summed under it. */
  readonly op: OutputName | InnerCall;
  /** Outputs that are whole once it has run, in order; of `attention` none where it leaves splits for `merge`. */
  readonly outputs: readonly Operation[];
}

/**
 * The dispatches of a step that samples, in order: the graph's operations as the kernels fuse them, and where any row's splits are
 * spread over workgroups, their merge. A residual addition is made by the norm that follows it; q, k and v by one kernel, and so the
 * norms of q and k.
 */
export function dispatchesOf(config: ModelConfig, merges = true): Dispatch[] {
  const dispatches: Dispatch[] = [];
  let held: Operation[] = [];
  const normed: Operation[] = [];
  const dispatch = (label: string, op: Dispatch['op'], outputs: readonly Operation[]): void => {
    dispatches.push({ label, op, outputs });
  };
  for (const operation of modelGraph(config).operations) {
    const { kind, layer, name } = operation;
    const label = outputLabel(operation);
    switch (kind) {
      case 'add':
      case 'rope':
      case 'round':
        held.push(operation);
        break;
      case 'norm':
        if (isHeadNorm(name)) {
          normed.push(operation);
          if (normed.length === HEAD_NORMS.length)
            dispatch(`layer${layer}.qk_norm`, 'qk_norm', normed.splice(0));
          break;
        }
        dispatch(label, held.length === 0 ? 'first_norm' : name, [...held, operation]);
        held = [];
        break;
      case 'attention':
        dispatch(`layer${layer}.rope_kv`, 'rope_kv', held);
        if (merges) dispatch(`layer${layer}.splits`, name, []);
        dispatch(label, merges ? 'merge' : name, [operation]);
        held = [];
        break;
      default:
        dispatch(label, name, [operation]);
    }
  }
  for (const call of ['logits', 'choose', 'top_k'] as const) dispatch(call, call, []);
  return dispatches;
}

/** Different sets of params that an arm may use over time: of each norm and each product one for every kernel that may run it. */
export function mostParamSets(
  config: ModelConfig,
  { addNorm, matmul, projected }: Pick<ArmKernels, 'addNorm' | 'matmul' | 'projected'>,
): number {
  const sets = dispatchesOf(config).map(({ op, outputs }): [string, number] => {
    const kind = outputs.at(-1)?.kind;
    if (op === 'qk_norm') return [op, projected.size];
    return [op, kind === 'norm' ? addNorm.size : kind === 'matmul' ? matmul.size : 1];
  });
  return [...new Map(sets).values()].reduce((sum, count) => sum + count, 0);
}
