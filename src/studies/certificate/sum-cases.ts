import { rowsThatFill } from '../../kernels/gpu-tile.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { matmulPlan } from '../../numerics/matmul-plan.ts';
import { PARALLELISM } from '../../numerics/parallelism.ts';
import { rmsnormPlan } from '../../numerics/rmsnorm-plan.ts';
import { roundTo } from '../../numerics/rounding.ts';
import { type KernelSet, rulesOf } from '../../numerics/sets/sets.ts';
import { type Company, randomValues } from '../../workbench/cases/rows.ts';
import { compareBits, type Finding, type Findings, together } from './comparison.ts';
import { rowsAround, tellingNorm, tellingRow } from './generated.ts';
import type { Norm, OperationProbes, Product } from './probes.ts';
import { type EndingProduct, endingWords, fitsOneBuffer } from './product-ends.ts';

/** Rows of a step that invariance is tested at (NUMERICS: certificate). */
export const AWKWARD_ROWS = [1, 2, 3, 7, 8, 9, 16, 17, 33, 64, 65, 129] as const;
export const SHORT_ROWS = [1, 2, 9, 33] as const;
const REPEATS = 5;

/** A row's output in a step of any company. */
export type RunRow = (company: Company) => Promise<Float32Array>;

/** The watched row first, last and in the middle in turn. */
function companyOf(rows: number, index: number): Company {
  const place = [0, rows - 1, rows >> 1][index % 3];
  return { rows, place, seed: rows, loudness: index % 2 === 0 ? 1 : 64 };
}

/** One row against itself: alone and among others. */
export async function* batchOf(what: string, rows: readonly number[], run: RunRow): Findings {
  const alone = await run({ rows: 1, place: 0, seed: 1, loudness: 1 });
  for (const [index, m] of rows.entries()) {
    const company = companyOf(m, index);
    const name = `${what}: M = ${m}, row ${company.place}, against M = 1`;
    yield { name, comparison: compareBits(await run(company), alone) };
  }
}

/** Among the same others in other places, and in the same step again and again. */
export async function* placesOf(what: string, most: number, run: RunRow): Findings {
  const alone = await run({ rows: 1, place: 0, seed: 1, loudness: 1 });
  const places = [0, 1, most >> 1, most - 1].map((place) => run({ rows: most, place, seed: 5, loudness: 1 }));
  const permuted = (await Promise.all(places)).map((row) => compareBits(row, alone));
  yield { name: `${what}: M = ${most}, its row moved to four places`, comparison: together(permuted) };
  const again = Array.from({ length: REPEATS }, () => run({ rows: most, place: 1, seed: 7, loudness: 1 }));
  const repeated = (await Promise.all(again)).map((row) => compareBits(row, alone));
  yield { name: `${what}: the same step ${REPEATS} times`, comparison: together(repeated) };
}

/** M of one step whose contents alone are changed. */
const CONTENT_ROWS = 9;

/** One row in two companies of one shape, whose words are all that differs: what a shared scale would let in. */
export async function contentOf(what: string, run: RunRow): Promise<Finding> {
  const among = (seed: number, loudness: number) => run({ rows: CONTENT_ROWS, place: 4, seed, loudness });
  const name = `${what}: M = ${CONTENT_ROWS}, quiet company against loud`;
  return { name, comparison: compareBits(await among(1, 1), await among(2, 64)) };
}

/** Products of the sizes given, each at its numbers of rows. */
export async function* matmulBatch(
  probes: OperationProbes,
  set: KernelSet,
  products: readonly { readonly product: Product; readonly rows: readonly number[] }[],
): Findings {
  for (const [index, { product, rows }] of products.entries()) {
    const { terms, columns, activations } = product;
    const row = randomValues(terms, 2, roundTo(activations));
    const run: RunRow = (company) => {
      const plan = matmulPlan(set, { rows: company.rows, terms, columns, parallelism: PARALLELISM });
      return probes.matmul(product, plan, rowsAround(row, company, activations), company.place);
    };
    const what = `K = ${terms}, N = ${columns}`;
    yield* batchOf(what, rows, run);
    if (index === 0) yield* placesOf(what, rows[rows.length - 1], run);
    if (product.quantize) yield await contentOf(what, run);
  }
}

/** Products that end as a model's do, at each number of rows. */
export async function* endingBatch(
  probes: OperationProbes,
  set: KernelSet,
  products: readonly EndingProduct[],
  rows: readonly number[],
): Findings {
  for (const ending of products) {
    const { product, row } = ending;
    const { terms, columns, activations } = product;
    const run: RunRow = (company) => {
      const plan = matmulPlan(set, { rows: company.rows, terms, columns, parallelism: PARALLELISM });
      return probes.matmul(product, plan, rowsAround(row, company, activations), company.place);
    };
    if (!fitsOneBuffer(ending.product)) {
      yield {
        name: endingWords(ending),
        skipped: 'its weights are more than one buffer of every adapter holds',
      };
      continue;
    }
    yield* batchOf(endingWords(ending), [...new Set([...rows, ...busyRows(probes, columns)])], run);
  }
}

/** No more than a step of a long prompt has. */
const MOST_BUSY_ROWS = 1024;

/** Enough for what a step of many rows is run by. */
function busyRows({ busyTiles }: OperationProbes, columns: number): number[] {
  if (busyTiles === undefined) return [];
  return [Math.min(MOST_BUSY_ROWS, rowsThatFill(columns / 4, busyTiles))];
}

/** Norms of telling rows and of random ones. */
export async function* rmsnormBatch(
  probes: OperationProbes,
  set: KernelSet,
  activations: ActivationDtype,
  sizes: readonly number[],
  rows: readonly number[],
): Findings {
  const { math } = rulesOf(set);
  for (const terms of sizes) {
    const telling = tellingRow(terms, 1);
    const norm: Norm = { ...tellingNorm(activations, telling), math };
    const run = normRow(probes, set, norm, telling);
    yield* batchOf(`K = ${terms}`, rows, run);
    yield* placesOf(`K = ${terms}`, 17, run);
    const random = randomValues(terms, 1, roundTo(activations));
    const plain: Norm = { activations, terms, math, epsilon: Math.fround(1e-5) };
    yield* batchOf(`K = ${terms}, random`, rows, normRow(probes, set, plain, random));
  }
}

/** The row given, among random ones. */
export function normRow(
  probes: OperationProbes,
  set: KernelSet,
  norm: Norm,
  row: Float32Array<ArrayBuffer>,
): RunRow {
  const { activations, terms } = norm;
  return (company) => {
    const x = rowsAround(row, company, activations);
    return probes.rmsnorm(norm, rmsnormPlan(set, company.rows, terms), x, company.place);
  };
}
