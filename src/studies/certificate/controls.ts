import type { ModelConfig } from '../../model/model-config.ts';
import type { ActivationDtype, Quantize } from '../../numerics/dtypes.ts';
import type { MathName } from '../../numerics/math-name.ts';
import { matmulPlan } from '../../numerics/matmul-plan.ts';
import type { Operation } from '../../numerics/operations.ts';
import { PARALLELISM } from '../../numerics/parallelism.ts';
import type { ReductionPlan, SumPlan } from '../../numerics/plan.ts';
import { quantisedSum } from '../../numerics/quantised-sum.ts';
import { replaySum } from '../../numerics/replay.ts';
import { rmsnormPlan } from '../../numerics/rmsnorm-plan.ts';
import { roundTo } from '../../numerics/rounding.ts';
import { sameTree } from '../../numerics/same-tree.ts';
import { CURE, SUBJECT } from '../../numerics/sets/sets.ts';
import type { CertifiedWeights, Invariance } from '../../results/certificate-cell.ts';
import { randomValues } from '../../workbench/cases/rows.ts';
import { attentionPairs } from './attention-pairs.ts';
import { compareBits, type Finding, type Findings } from './comparison.ts';
import { randomWeights, rowsAround, tellingNorm, tellingRow } from './generated.ts';
import type { OperationProbes } from './probes.ts';
import {
  type EndingProduct,
  type EndingSize,
  endingProduct,
  endingSizes,
  endingWords,
  fitsOneBuffer,
} from './product-ends.ts';
import { normRow } from './sum-cases.ts';

/*
 * Negative controls: a row in two steps that the variant set plans as provably different trees, or under two such plans, on inputs
 * made here. Where its bits do not differ the test is blind. Nothing of a model takes part, so that a control holds or fails with the adapter alone.
 */

export interface ControlOptions {
  readonly probes: OperationProbes;
  readonly config: ModelConfig;
  readonly activations: ActivationDtype;
  readonly weights: CertifiedWeights;
  /** What shares a scale where products read activations as q8. */
  readonly quantize?: Quantize | undefined;
  /** In which arithmetic both sides are computed; the platform's own where left out. */
  readonly math?: MathName | undefined;
  /** Full: several pairs of plans; else one of each operation, on pipelines that its cases have compiled anyway. */
  readonly full: boolean;
  /** A model's product with weights that cases have uploaded; left out, it is made anew. */
  readonly ending?: (size: EndingSize) => EndingProduct;
}

const SAME_TREE = 'both plans build the same tree: it cannot differ';
const NO_ROW = 'no row was found whose sums under the two plans differ on paper';

/** The two sides of a control; equal bits are what it must not find. */
async function control(
  name: string,
  [a, b]: readonly [ReductionPlan, ReductionPlan],
  run: () => Promise<readonly [Float32Array, Float32Array]>,
): Promise<Finding> {
  if (sameTree(a, b)) return { name, skipped: SAME_TREE };
  const [one, other] = await run();
  return { name, comparison: compareBits(one, other) };
}

/** Two numbers of rows whose plans are compared, at some size; those that the short form looks at are marked. */
interface SizedPair {
  readonly terms: number;
  readonly columns?: number;
  readonly rows: readonly [number, number];
  readonly short?: boolean;
}

const MATMULS = [
  { terms: 1100, columns: 40, rows: [1, 8] },
  { terms: 1100, columns: 40, rows: [8, 64], short: true },
  { terms: 1100, columns: 40, rows: [1, 64] },
  { terms: 2560, columns: 36, rows: [2, 129] },
] as const satisfies readonly SizedPair[];

const tried = <Pair extends SizedPair>(pairs: readonly Pair[], full: boolean) =>
  pairs.filter(({ short }) => full || short);

async function* matmulControls({
  probes,
  activations,
  weights,
  quantize,
  math,
  full,
}: ControlOptions): Findings {
  for (const { terms, columns, rows } of tried<SizedPair & { columns: number }>(MATMULS, full)) {
    const w = randomWeights(terms, columns, weights);
    const row = randomValues(terms, 3, roundTo(activations));
    const product = { terms, columns, activations, weights, w, quantize, math };
    const planAt = (m: number) => matmulPlan(SUBJECT, { rows: m, terms, columns, parallelism: PARALLELISM });
    const run = (m: number) => {
      const x = rowsAround(row, { rows: m, place: 0, seed: 1, loudness: 1 }, activations);
      return probes.matmul(product, planAt(m), x, 0);
    };
    const [a, b] = rows;
    const name = `matmul, K = ${terms}, N = ${columns}: M = ${a} against M = ${b}`;
    const trees = [a, b].map((m) => (quantize ? blockPlan(planAt(m)) : planAt(m)));
    yield await control(name, [trees[0], trees[1]], async () => [await run(a), await run(b)]);
  }
}

/** What is added where products are of q8: blocks, in the plan's order. */
function blockPlan(plan: SumPlan): SumPlan {
  return { ...quantisedSum(plan).order, rule: plan.rule };
}

const COUPLED = { terms: 320, columns: 72, rows: 9 } as const;

/**
 * What a scale for each row keeps out: with one for all rows a neighbour's words are part of the sum, so that a row's bits differ between two
 * companies of one shape, whatever the set.
 */
async function* contentControl({ probes, activations, weights, quantize, math }: ControlOptions): Findings {
  if (!quantize) return;
  const { terms, columns, rows } = COUPLED;
  const w = randomWeights(terms, columns, weights);
  const row = randomValues(terms, 3, roundTo(activations));
  const product = { terms, columns, activations, weights, w, math, quantize: 'per-tensor' } as const;
  const plan = matmulPlan(CURE, { rows, terms, columns, parallelism: PARALLELISM });
  const among = (seed: number, loudness: number) =>
    probes.matmul(product, plan, rowsAround(row, { rows, place: 4, seed, loudness }, activations), 4);
  const name = `matmul, K = ${terms}, N = ${columns}, M = ${rows}, one scale for all rows: quiet company against loud`;
  yield { name, comparison: compareBits(await among(1, 1), await among(2, 4)) };
}

/** Rows of a step that the cases look at too, whose kernels are compiled. */
const ENDING_ROWS = 33;

/** Where a product's sums are no output, their last bits must show in what is: the same terms cut elsewhere into as many chunks. */
async function* endingControls(options: ControlOptions): Findings {
  const { probes, config, activations, weights, quantize } = options;
  // What shows an order of terms does not show one of blocks; sums do.
  if (quantize) return;
  for (const size of endingSizes(config)) {
    if (!fitsOneBuffer(size)) continue;
    const ending = options.ending?.(size) ?? endingProduct(size, activations, weights);
    const { row } = ending;
    const product = { ...ending.product, math: options.math };
    const { terms, columns } = size;
    const plan = matmulPlan(CURE, { rows: ENDING_ROWS, terms, columns, parallelism: PARALLELISM });
    // Of a small model's single chunk there is no other order.
    if (plan.chunks.length === 1) continue;
    const shifted = { ...plan, chunks: cutEarlier(plan.chunks) };
    const x = rowsAround(row, { rows: ENDING_ROWS, place: 0, seed: 1, loudness: 1 }, activations);
    const name = `${endingWords(ending)}: ${plan.chunks.length} chunks against as many cut elsewhere`;
    yield await control(name, [plan, shifted], async () => [
      await probes.matmul(product, plan, x, 0),
      await probes.matmul(product, shifted, x, 0),
    ]);
  }
}

/** The first chunk half as long, in whole groups of four, and the second one longer. */
function cutEarlier([first, second, ...others]: SumPlan['chunks']): SumPlan['chunks'] {
  const cut = Math.ceil(first.end / 8) * 4;
  return [{ ...first, end: cut }, { ...second, start: cut }, ...others];
}

/** At K = 128 most of the rules' lane counts build the same tree: those pairs are skipped, by name. */
const NORMS: readonly SizedPair[] = [
  { terms: 128, rows: [1, 17], short: true },
  { terms: 128, rows: [17, 65] },
  { terms: 2304, rows: [1, 5] },
  { terms: 2304, rows: [5, 17] },
  { terms: 2304, rows: [17, 65], short: true },
];
const SEEDS = 64;

async function* rmsnormControls({ probes, activations, math, full }: ControlOptions): Findings {
  for (const { terms, rows } of tried(NORMS, full)) {
    const [a, b] = rows;
    const name = `rmsnorm, K = ${terms}: M = ${a} against M = ${b}`;
    const plans = [rmsnormPlan(SUBJECT, a, terms), rmsnormPlan(SUBJECT, b, terms)] as const;
    const row = rowThatTells(...plans);
    if (!row) {
      yield { name, skipped: sameTree(...plans) ? SAME_TREE : NO_ROW };
      continue;
    }
    const run = normRow(probes, SUBJECT, { ...tellingNorm(activations, row), math }, row);
    const among = (m: number) => run({ rows: m, place: 0, seed: 1, loudness: 1 });
    yield await control(name, plans, async () => [await among(a), await among(b)]);
  }
}

/** A row whose sums under two plans differ on paper already. */
function rowThatTells(a: ReturnType<typeof rmsnormPlan>, b: ReturnType<typeof rmsnormPlan>) {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const row = tellingRow(a.terms, seed);
    const sums = [a, b].map((plan) => replaySum(plan, 'unfused', row, 0, row, 0));
    if (sums[0] !== sums[1]) return row;
  }
  return null;
}

/** Contexts over several splits; so little parallelism that the number of decoding rows decides how many there are. */
const CONTROL_KEYS = [200] as const;

async function* attentionControls(invariance: Invariance, options: ControlOptions): Findings {
  const { config, ...rest } = options;
  const bed = { ...rest, heads: config, set: SUBJECT, parallelism: 8 * config.kvHeads };
  for (const keys of CONTROL_KEYS) {
    for (const { name, plans, run } of attentionPairs(invariance, bed, keys))
      yield await control(`attention, ${name}`, plans, run);
  }
}

async function* inTurn(...lists: readonly Findings[]): Findings {
  for (const list of lists) yield* list;
}

/** The controls of one operation; a product's and a norm's plans look at M alone, whatever changed it. */
export function controlsOf(operation: Operation, invariance: Invariance, options: ControlOptions): Findings {
  switch (operation) {
    case 'matmul':
      return inTurn(matmulControls(options), contentControl(options), endingControls(options));
    case 'rmsnorm':
      return rmsnormControls(options);
    case 'attention':
      return attentionControls(invariance, options);
  }
}
