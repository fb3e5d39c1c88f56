import { ownKernelText } from '../experiment/shaders.ts';
import type { ModelConfig } from '../model/config.ts';
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
import { type StepPlan, sampledOf } from './step-plan.ts';
import { type StepRow, stepRows } from './step-rows.ts';

/** Every reduction plan of one step: all that an engine needs to know about order. */
export interface StepPlans {
  readonly rows: readonly StepRow[];
  /** Indices of the rows whose logits are needed. */
  readonly sampledRows: readonly number[];
  /** Sum of squares of every RMSNorm; planned for M, also for the last one, which only sampled rows need. */
  readonly norm: SumPlan;
  /** The same of each query and key, K = head_dim; null where the model has no such norm. */
  readonly headNorm: SumPlan | null;
  readonly matmul: Readonly<Record<MatmulName, SumPlan>>;
  /** (rows) where each row's keys are cut. */
  readonly cuts: readonly KeyCut[];
  /** (rows) the same as lists, which are made when they are first asked for: a long context has many. */
  readonly splits: readonly (readonly Range[])[];
  /** Leading keys that attention may read once for rows of several requests: who reads them changes no bit. */
  readonly shared: SharedKeys | null;
}

/** Plans a step under an arm's kernel sets (NUMERICS: reduction plans). */
export function planStep(plan: StepPlan, spec: ArmSpec, config: ModelConfig): StepPlans {
  const rows = stepRows(plan);
  const sampledRows = rowsSampled(plan);
  const decodeRows = rows.filter((row) => row.decode).length;
  const { parallelism, kernels } = spec;
  const { headDim, heads, kvHeads } = config;
  const prefix = prefixOf(plan);
  const sharedBy = (slice: number) => (prefix?.slices.has(slice) ? prefix.keys : 0);
  const requests = plan.slices.map(({ start, tokens, from = 0 }, slice) => ({
    rows: tokens.length,
    keys: start + tokens.length - from - sharedBy(slice),
  }));
  const attention = { headDim, heads, kvHeads, decodeRows, requests, parallelism };
  const cuts = rows.map((row) => {
    const of = prefix ? { ...row, shared: sharedBy(row.slice) } : row;
    return attentionCut(kernels.attention, of, attention);
  });
  let listed: Range[][] | undefined;
  return {
    rows,
    sampledRows,
    norm: rmsnormPlan(kernels.rmsnorm, rows.length, config.hiddenSize),
    headNorm: headNormPlan(spec, config, rows.length),
    matmul: matmulPlans(spec, config, rows.length, sampledRows.length),
    cuts,
    shared: readOnce(prefix, rows, cuts),
    get splits() {
      listed ??= rows.map((row, i) => splitsOf(cuts[i], row.keys));
      return listed;
    },
  };
}

/** Of each query and key of `rows` rows; null where the model has no such norm. */
export function headNormPlan(
  { kernels }: Pick<ArmSpec, 'kernels'>,
  { qkNorm, headDim }: ModelConfig,
  rows: number,
): SumPlan | null {
  return qkNorm ? rmsnormPlan(kernels.rmsnorm, rows, headDim) : null;
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
  { norm, matmul, cuts, rows, shared }: StepPlans,
  spec: ArmSpec,
): Record<string, string> {
  const texts: Record<string, string> = { rmsnorm: describePlan(norm) };
  for (const name of MATMULS) texts[name] = describePlan(matmul[name]);
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
