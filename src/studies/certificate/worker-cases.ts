import { matmulPlan } from '../../numerics/matmul-plan.ts';
import { PARALLELISM } from '../../numerics/parallelism.ts';
import { roundTo } from '../../numerics/rounding.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import { type SharedSum, sharedInOrder, sharedSum } from '../../numerics/shared-sum.ts';
import { randomValues } from '../../workbench/cases/rows.ts';
import { compareBits, type Findings } from './comparison.ts';
import { randomWeights, rowsAround } from './generated.ts';
import type { OperationProbes, Product } from './probes.ts';

/**
 * Workers as ranks of tensor parallelism: each holds a run of K of x and of the weights, computes what a set gives it of the sum by the kernels under
 * test, and what they hand on is added up. One worker is the product as it always is.
 */
export const WORKERS = [2, 3, 4, 8, 16] as const;

/** Leaves are whole blocks of 32 terms, so that weights in blocks can be dealt out: 16 of 96 and of 160. */
const SIZES = [
  { terms: 1536, columns: 40 },
  { terms: 2560, columns: 36 },
] as const;
const ROWS = { full: [1, 9, 33], short: [2] } as const;

type Dtypes = Pick<Product, 'activations' | 'weights'>;

export interface WorkerOptions extends Dtypes {
  readonly probes: OperationProbes;
  readonly set: KernelSet;
  readonly form: keyof typeof ROWS;
}

/** A row's sums whatever the number of workers, against those of one. */
export async function* workerCases({ probes, set, form, ...dtypes }: WorkerOptions): Findings {
  for (const size of form === 'full' ? SIZES : SIZES.slice(0, 1)) {
    const product = productOf(size, dtypes);
    for (const rows of ROWS[form]) {
      const shape = { ...size, rows, parallelism: PARALLELISM };
      const run = (workers: number) => sharedRow(probes, product, sharedSum(set, shape, workers), rows);
      const alone = await run(1);
      for (const workers of WORKERS)
        yield {
          name: `K = ${size.terms}, N = ${size.columns}, M = ${rows}: ${workers} workers against one`,
          comparison: compareBits(await run(workers), alone),
        };
    }
  }
}

/** The tree's own leaves, added in index order by each worker and then worker by worker: as many workers, other sums. */
export async function* workerControls({ probes, set, form, ...dtypes }: WorkerOptions): Findings {
  for (const size of form === 'full' ? SIZES : SIZES.slice(0, 1)) {
    const product = productOf(size, dtypes);
    const plan = matmulPlan(set, { ...size, rows: 1, parallelism: PARALLELISM });
    const run = (workers: number) => sharedRow(probes, product, sharedInOrder(plan, workers), 1);
    const alone = await run(1);
    for (const workers of [2, 4])
      yield {
        name: `K = ${size.terms}, N = ${size.columns}, chunks in index order: ${workers} workers against one`,
        comparison: compareBits(await run(workers), alone),
      };
  }
}

function productOf({ terms, columns }: (typeof SIZES)[number], dtypes: Dtypes): Product {
  return { ...dtypes, terms, columns, w: randomWeights(terms, columns, dtypes.weights) };
}

/** (columns): the last row's sums, each part computed from its worker's terms alone. */
async function sharedRow(
  probes: OperationProbes,
  product: Product,
  { parts, join }: SharedSum,
  rows: number,
): Promise<Float32Array> {
  const { terms, columns, activations, w } = product;
  const place = rows - 1;
  const row = randomValues(terms, 2, roundTo(activations));
  const x = rowsAround(row, { rows, place, seed: rows, loudness: 1 }, activations);
  const sums: Float32Array[] = [];
  for (const { terms: own, plan } of parts) {
    const held = { ...product, terms: plan.terms, w: cutOf(w, columns, terms, own) };
    sums.push(await probes.matmul(held, plan, cutOf(x, rows, terms, own), place));
  }
  return join(sums, (left, right) => left.map((sum, i) => sum + right[i]));
}

/** A run of each row's terms. */
function cutOf(
  values: Float32Array<ArrayBuffer>,
  rows: number,
  terms: number,
  { start, end }: { readonly start: number; readonly end: number },
): Float32Array<ArrayBuffer> {
  const cut = new Float32Array(rows * (end - start));
  for (let row = 0; row < rows; row++)
    cut.set(values.subarray(row * terms + start, row * terms + end), row * (end - start));
  return cut;
}
