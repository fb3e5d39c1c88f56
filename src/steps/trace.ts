import { layerAttention, type ModelConfig } from '../model/model-config.ts';
import type { MatmulName, OutputName } from '../model/operations.ts';
import type { ActivationDtype } from '../numerics/dtypes.ts';
import type { Range, SumPlan } from '../numerics/plan.ts';
import type { StepOutput } from './step-output.ts';
import type { AttendedKeys, HeadNormPlans, StepPlans } from './step-plans.ts';

/** What one operation gave for the traced row. */
export interface TracedOutput {
  /** Null outside the layers. */
  readonly layer: number | null;
  readonly name: OutputName;
  /** What the values are rounded to: the activation dtype at the rounding points, else f32. */
  readonly dtype: ActivationDtype;
  /** (elements) without padding; of a matmul its partial sums added in index order, as every reader adds them. */
  readonly values: Float32Array;
  /** (parts, elements) that a matmul wrote, where the engine writes them; null elsewhere. */
  readonly partials: readonly Float32Array[] | null;
}

/** Of the keys that a row attends to. */
export interface TracedKeys {
  /** Counted from the first of them. */
  readonly splits: readonly Range[];
  /** Index of that key in the cache; left out: 0. */
  readonly from?: number;
}

/** Those in layers that see the last keys only. */
export interface LocalKeys extends TracedKeys {
  readonly layers: readonly number[];
}

/** Every output of one sampled row of one step, in order, and the plans they were computed by. */
export interface RowTrace extends TracedKeys {
  readonly request: string;
  /** Position of the row in its sequence, and keys it attends to. */
  readonly position: number;
  /** M of the step. */
  readonly rows: number;
  readonly norm: SumPlan;
  /** Of queries and keys; null where the model has no such norm. */
  readonly headNorm: HeadNormPlans | null;
  readonly matmul: Readonly<Record<MatmulName, SumPlan>>;
  /** Of a mixture's router; left out where the model has none. */
  readonly router?: SumPlan;
  /** Left out where every layer sees all keys. */
  readonly local?: LocalKeys;
  /** Leading keys that its request shared with others and that were a split of their own for it; left out: none. */
  readonly shared?: number;
  readonly outputs: readonly TracedOutput[];
}

export interface TracedStep {
  readonly output: StepOutput;
  readonly trace: RowTrace;
}

/**
 * Index of the row that a request's next token is chosen from: its last one that samples, or of several the one at `index` of its cache.
 * Throws RangeError where none does in this step.
 */
export function sampledRowOf(
  plans: StepPlans,
  requests: readonly string[],
  request: string,
  index?: number,
): number {
  const row = plans.sampledRows.findLast((each) => {
    const { slice, index: own } = plans.rows[each];
    return requests[slice] === request && (index === undefined || own === index);
  });
  if (row === undefined) throw new RangeError(`${request} samples no token in this step`);
  return row;
}

/** The trace of a row, from what was captured of it. */
export function rowTrace(
  plans: StepPlans,
  config: ModelConfig,
  request: string,
  row: number,
  outputs: readonly TracedOutput[],
): RowTrace {
  const { rows, norm, headNorm, matmul, router, cuts, local } = plans;
  const { position } = rows[row];
  const cut = cuts[row];
  const keys = {
    ...keysOf(plans, row),
    ...(local && { local: { ...keysOf(local, row), layers: localLayers(config) } }),
    ...('prefix' in cut && { shared: cut.prefix }),
  };
  const routed = router && { router };
  return { request, position, rows: rows.length, norm, headNorm, matmul, ...routed, ...keys, outputs };
}

function keysOf({ rows, splits }: AttendedKeys, row: number): TracedKeys {
  const { from } = rows[row];
  return { splits: splits[row], ...(from > 0 && { from }) };
}

function localLayers(config: ModelConfig): number[] {
  const layers = Array.from({ length: config.layers }, (_, layer) => layer);
  return layers.filter((layer) => layerAttention(config, layer).window !== null);
}

/** What a row attends to in a layer. */
export function keysAt(
  traced: TracedKeys & { readonly local?: LocalKeys },
  layer: number | null,
): TracedKeys {
  const { local } = traced;
  return local && layer !== null && local.layers.includes(layer) ? local : traced;
}
