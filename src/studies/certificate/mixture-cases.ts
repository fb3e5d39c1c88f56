import { WEIGHT_FORMATS } from '../../kernels/weight-formats.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { BLOCK } from '../../model/quantise.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { matmulPlan } from '../../numerics/matmul-plan.ts';
import { PARALLELISM } from '../../numerics/parallelism.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import type { CertifiedWeights } from '../../results/certificate-cell.ts';
import type { Findings } from './comparison.ts';
import { loudPlaces, randomWeights, rowsAround, tellingTerms, tellingWeights } from './generated.ts';
import type { Mixture, MixturePlans, OperationProbes } from './probes.ts';
import { batchOf, contentOf, placesOf, type RunRow } from './sum-cases.ts';

/** Binding that every adapter takes: a mixture's matrix is cut in the engine, and lies in one piece here. */
const MOST_BYTES = 2 ** 27;
/** Experts of a row are added by increasing id, of which two show the order as well as eight. */
const MOST_PER_TOKEN = 2;
const MOST_EXPERTS = 16;

/** A mixture of a model's K, with as many experts as fit; null where the model has none, or three of its experts do not fit. */
export function mixtureLike(
  { experts, hiddenSize: hidden, intermediateSize: inner }: ModelConfig,
  activations: ActivationDtype,
  weights: CertifiedWeights,
): Mixture | null {
  if (!experts) return null;
  const perToken = Math.min(experts.perToken, MOST_PER_TOKEN);
  const fitting = Math.floor(MOST_BYTES / (8 * hidden * inner));
  const count = Math.min(experts.count, MOST_EXPERTS, fitting);
  if (count <= perToken) return null;
  const router = randomWeights(hidden, count, weights);
  // What makes sums of gates tell says nothing of who is chosen.
  for (let id = 0; id < count; id++) for (const place of loudPlaces(hidden)) router[id * hidden + place] = 0;
  return {
    ...{ activations, weights, hidden, inner, capacity: null },
    experts: { count, perToken, normalised: experts.normalised },
    w: {
      router,
      gateUp: (tells({ hidden, weights }) ? tellingWeights : randomWeights)(
        hidden,
        2 * count * inner,
        weights,
      ),
      down: randomWeights(inner, count * hidden, weights),
    },
  };
}

/** Whether sums of gates can tell their order: not where all of a row of weights lies in blocks with a large one. */
export function tells({ hidden, weights }: Pick<Mixture, 'hidden' | 'weights'>): boolean {
  return WEIGHT_FORMATS[weights].block.terms !== BLOCK || hidden > 2 * BLOCK;
}

/** The orders of a step of `rows` under a set. */
export function mixturePlans(
  set: KernelSet,
  { hidden, inner, experts: { count, perToken } }: Mixture,
  rows: number,
): MixturePlans {
  const plan = (terms: number, columns: number) =>
    matmulPlan(set, { rows, terms, columns, parallelism: PARALLELISM });
  return {
    router: plan(hidden, count),
    gateUp: plan(hidden, 2 * perToken * inner),
    down: plan(inner, perToken * hidden),
  };
}

/** A row whose sums in the experts tell the order of their additions. */
export function mixtureRow({ hidden, activations }: Mixture): Float32Array<ArrayBuffer> {
  return tellingTerms(hidden, activations);
}

export function mixtureWords({ hidden, inner, experts: { count, perToken } }: Mixture): string {
  return `${perToken} of ${count} experts, K = ${hidden} and ${inner}`;
}

/** One row's way through its experts, alone and among others that choose theirs, with room for all. */
export async function* mixtureBatch(
  probes: OperationProbes,
  set: KernelSet,
  mixture: Mixture | null,
  rows: readonly number[],
): Findings {
  if (!mixture) {
    yield {
      name: 'every case',
      skipped: 'three of its experts are more than one buffer of every adapter holds',
    };
    return;
  }
  const row = mixtureRow(mixture);
  const run: RunRow = (company) => {
    const x = rowsAround(row, company, mixture.activations);
    return probes.experts(mixture, mixturePlans(set, mixture, company.rows), x, company.place);
  };
  const what = mixtureWords(mixture);
  yield* batchOf(what, rows, run);
  yield* placesOf(what, 17, run);
  yield await contentOf(what, run);
}
