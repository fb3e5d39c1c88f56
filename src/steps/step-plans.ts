import { ownKernelText } from '../experiment/shaders.ts';
import { layerAttention, type ModelConfig, windowOf } from '../model/model-config.ts';
import { modelGraph } from '../model/model-graph.ts';
import { forEachMatmul, MATMULS, type MatmulName } from '../model/operations.ts';
import { attentionCut, attentionRule } from '../numerics/attention-plan.ts';
import { describePlan } from '../numerics/describe-plan.ts';
import { type KeyCut, splitCount, splitsOf } from '../numerics/key-cut.ts';
import { matmulPlan } from '../numerics/matmul-plan.ts';
import { OPERATIONS } from '../numerics/operations.ts';
import type { Range, SumPlan } from '../numerics/plan.ts';
import { rmsnormPlan } from '../numerics/rmsnorm-plan.ts';
import type { ArmSpec } from './arm-spec.ts';
import { prefixOf, readOnce, type SharedKeys } from './shared-keys.ts';
import { specOfStep } from './step-kernels.ts';
import { type StepPlan, sampledOf } from './step-plan.ts';
import { lastKeys, type StepRow, stepRows } from './step-rows.ts';

/** Of a model whose queries and keys are normalised one head after the other, both are one plan, K = head_dim. */
export interface HeadNormPlans {
  readonly q: SumPlan;
  readonly k: SumPlan;
}

/** The keys that rows of a step see, and where they are cut. */
export interface AttendedKeys {
  readonly rows: readonly StepRow[];
  /** (rows) where each row's keys are cut. */
  readonly cuts: readonly KeyCut[];
  /** (rows) the same as lists, which are made when they are first asked for: a long context has many. */
  readonly splits: readonly (readonly Range[])[];
  /** Leading keys that attention may read once for rows of several requests: who reads them changes no bit. */
  readonly shared: SharedKeys | null;
}

/** Every reduction plan of one step: all that an engine needs to know about order. */
export interface StepPlans extends AttendedKeys {
  /** Indices of the rows whose logits are needed. */
  readonly sampledRows: readonly number[];
  /** Sum of squares of every RMSNorm; planned for M, also for the last one, which only sampled rows need. */
  readonly norm: SumPlan;
  /** The same of queries and keys, each head by itself or all of a row's at once; null where the model has no such norm. */
  readonly headNorm: HeadNormPlans | null;
  readonly matmul: Readonly<Record<MatmulName, SumPlan>>;
  /** Of a mixture's router; left out where the model has none. */
  readonly router?: SumPlan;
  /** The same in layers that see the last keys only; null where the model has none. */
  readonly local: AttendedKeys | null;
}

/** What rows see in a layer. */
export function keysIn(plans: StepPlans, config: ModelConfig, layer: number): AttendedKeys {
  return layerAttention(config, layer).window === null ? plans : plans.local!;
}

/** Plans a step under its kernel sets, which are the arm's where it names none (NUMERICS: reduction plans). */
export function planStep(plan: StepPlan, arm: ArmSpec, config: ModelConfig): StepPlans {
  const spec = specOfStep(arm, plan);
  const rows = stepRows(plan);
  const sampledRows = rowsSampled(plan);
  const window = windowOf(config);
  const keys = attendedKeys(rows, prefixOf(plan), spec, config);
  return {
    ...{ rows, sampledRows },
    norm: rmsnormPlan(spec.kernels.rmsnorm, rows.length, config.hiddenSize),
    headNorm: headNormPlans(spec, config, rows.length),
    matmul: matmulPlans(spec, config, rows.length, sampledRows.length),
    ...routerPlan(spec, config, rows.length),
    local: window === null ? null : attendedKeys(lastKeys(rows, window), null, spec, config),
    ...{ cuts: keys.cuts, shared: keys.shared },
    // Not spread, which would list them.
    get splits() {
      return keys.splits;
    },
  };
}

/** Where the keys of rows are cut. What requests share is theirs in layers that see every key only. */
function attendedKeys(
  rows: readonly StepRow[],
  prefix: SharedKeys | null,
  { parallelism, kernels }: ArmSpec,
  { headDim, heads, kvHeads }: ModelConfig,
): AttendedKeys {
  const sharedBy = (slice: number) => (prefix?.slices.has(slice) ? prefix.keys : 0);
  const requests: { rows: number; keys: number }[] = [];
  for (const { slice, keys } of rows)
    requests[slice] = { rows: (requests[slice]?.rows ?? 0) + 1, keys: keys - sharedBy(slice) };
  const decodeRows = rows.filter((row) => row.decode).length;
  const attention = { headDim, heads, kvHeads, decodeRows, requests, parallelism };
  const cuts = rows.map((row) => {
    const of = prefix ? { ...row, shared: sharedBy(row.slice) } : row;
    return attentionCut(kernels.attention, of, attention);
  });
  let listed: Range[][] | undefined;
  return {
    ...{ rows, cuts },
    shared: readOnce(prefix, rows, cuts),
    get splits() {
      listed ??= rows.map((row, i) => splitsOf(cuts[i], row.keys));
      return listed;
    },
  };
}

/** Of queries and keys of `rows` rows; null where the model does not normalise them. */
export function headNormPlans(
  { kernels }: Pick<ArmSpec, 'kernels'>,
  { qkNorm, headDim, heads, kvHeads }: ModelConfig,
  rows: number,
): HeadNormPlans | null {
  if (!qkNorm) return null;
  const plan = (count: number) => rmsnormPlan(kernels.rmsnorm, rows, count * headDim);
  if (qkNorm === 'projection') return { q: plan(heads), k: plan(kvHeads) };
  const each = plan(1);
  return { q: each, k: each };
}

/** The head runs over sampled rows only, so that is its M. */
export function matmulPlans(spec: ArmSpec, config: ModelConfig, rows: number, sampledRows: number) {
  const { matmul } = modelGraph(config);
  return forEachMatmul((name): SumPlan => {
    const { terms, columns, rows: which } = matmul[name];
    const shape = { terms, columns, rows: which === 'sampled' ? Math.max(1, sampledRows) : rows };
    return matmulPlan(spec.kernels.matmul, { ...shape, parallelism: spec.parallelism });
  });
}

/** A product like any other, its columns the experts; nothing of a model without them. */
export function routerPlan(
  { kernels, parallelism }: Pick<ArmSpec, 'kernels' | 'parallelism'>,
  { experts, hiddenSize }: ModelConfig,
  rows: number,
): { readonly router?: SumPlan } {
  if (!experts) return {};
  const shape = { terms: hiddenSize, columns: experts.count, rows, parallelism };
  return { router: matmulPlan(kernels.matmul, shape) };
}

function rowsSampled({ slices }: StepPlan): number[] {
  let first = 0;
  return slices.flatMap((slice) => {
    const begin = first;
    first += slice.tokens.length;
    return sampledOf(slice).map((row) => begin + row);
  });
}

/** The step log's entry: one short text per operation. */
export function describeStep(
  { norm, matmul, router, cuts, rows, shared }: StepPlans,
  spec: ArmSpec,
): Record<string, string> {
  const texts: Record<string, string> = { rmsnorm: describePlan(norm) };
  for (const name of MATMULS) texts[name] = describePlan(matmul[name]);
  if (router) texts.router = describePlan(router);
  const counts = rows.map(({ keys }, i) => splitCount(cuts[i], keys));
  const keys = rows.map((row) => row.keys);
  const [cut, seen] = [span(counts), span(keys)];
  const rules = new Set(cuts.map((cut) => attentionRule(spec.kernels.attention, cut)));
  texts.attention = `${[...rules].join(', ')} ${cut} ${cut === '1' ? 'split' : 'splits'} over ${seen} ${seen === '1' ? 'key' : 'keys'}`;
  const once = shared && { shared: `${shared.keys} keys read once for ${shared.slices.size} requests` };
  return { ...texts, ...once, ...ownTexts(spec.own) };
}

/** An own kernel declares nothing: the plan of its set was only what it was called with. */
function ownTexts(own: ArmSpec['own'] = {}): Record<string, string> {
  const places = { matmul: MATMULS, rmsnorm: ['rmsnorm'], attention: ['attention'] } as const;
  return Object.fromEntries(
    OPERATIONS.flatMap((operation) => {
      const kernel = own[operation];
      return kernel ? places[operation].map((place) => [place, ownKernelText(kernel)] as const) : [];
    }),
  );
}

function span(values: readonly number[]): string {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return low === high ? `${low}` : `${low}-${high}`;
}
