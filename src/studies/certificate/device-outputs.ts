import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { matmulPlan } from '../../numerics/matmul-plan.ts';
import { PARALLELISM } from '../../numerics/parallelism.ts';
import type { SumPlan } from '../../numerics/plan.ts';
import { rmsnormPlan } from '../../numerics/rmsnorm-plan.ts';
import { roundTo } from '../../numerics/rounding.ts';
import { type KernelSet, SUBJECT } from '../../numerics/sets/sets.ts';
import { type Company, randomValues } from '../../workbench/cases/rows.ts';
import { type AttentionBed, decodeAmong, inChunk, requestsOf } from './attention-steps.ts';
import type { Twice } from './device-cases.ts';
import { edgeRow, edgeWeights } from './edge-operands.ts';
import { rowsAround, tellingNorm, tellingRow } from './generated.ts';
import { mixturePlans, mixtureRow, mixtureWords } from './mixture-cases.ts';
import type { Mixture, Norm, Product } from './probes.ts';
import { type EndingProduct, endingWords, fitsOneBuffer } from './product-ends.ts';

/** One row alone, and among so many that other kernels compute it; the short form leaves the first to the column of the batch. */
const ROWS = { full: [1, 33], short: [33] } as const;

type Form = keyof typeof ROWS;
/** M of a step that the variant set adds otherwise than portable does. */
const OTHERWISE = 8;

const company = (rows: number): Company => ({ rows, place: rows - 1, seed: 11, loudness: 1 });

/** Products of random operands, those with what a model's steps make of them, and one of operands at the edges of what f32 holds. */
export function productOutputs(
  set: KernelSet,
  products: readonly Product[],
  endings: readonly EndingProduct[],
  form: Form,
): Twice[] {
  const edges = products.slice(0, 1).map((product) => {
    const { columns, activations, weights } = product;
    const w = edgeWeights(columns, weights);
    return {
      of: { ...product, terms: w.length / columns, w },
      row: edgeRow(w.length / columns, activations),
      what: 'edge operands',
    };
  });
  const random = products.map((of) => ({
    ...{ of, row: randomValues(of.terms, 2, roundTo(of.activations)) },
    what: `K = ${of.terms}, N = ${of.columns}`,
  }));
  const ends = endings
    .filter(({ product }) => fitsOneBuffer(product))
    .map((ending) => ({ of: ending.product, row: ending.row, what: endingWords(ending) }));
  return [...random, ...ends, ...edges].flatMap((each) =>
    ROWS[each.of.terms * each.of.columns > LARGE ? 'short' : form].map((rows) =>
      productOutput(set, each, rows),
    ),
  );
}

/** Multiply-adds of a product that is replayed once. */
const LARGE = 2 ** 21;

function productOutput(
  set: KernelSet,
  { of, row, what }: { readonly of: Product; readonly row: Float32Array<ArrayBuffer>; readonly what: string },
  rows: number,
): Twice {
  const { terms, columns, activations } = of;
  const among = company(rows);
  const planBy = (other: KernelSet, m: number) =>
    matmulPlan(other, { rows: m, terms, columns, parallelism: PARALLELISM });
  const x = rowsAround(row, among, activations);
  const by =
    (plan: SumPlan): Twice['run'] =>
    (probes, math) =>
      probes.matmul({ ...of, math }, plan, x, among.place);
  return {
    name: `${what}, M = ${rows}`,
    run: by(planBy(set, rows)),
    reordered: (probes) => by(planBy(SUBJECT, OTHERWISE))(probes, 'portable'),
  };
}

/** Norms of rows that tell their order, random ones, none but zeros, and rows at the edges. */
export function normOutputs(
  set: KernelSet,
  activations: ActivationDtype,
  sizes: readonly number[],
  form: Form,
): Twice[] {
  const epsilon = Math.fround(1e-5);
  return sizes.flatMap((terms) => {
    const telling = tellingRow(terms, 1);
    const plain: Norm = { activations, terms, epsilon };
    const cases: readonly (readonly [string, Norm, Float32Array<ArrayBuffer>])[] = [
      [`K = ${terms}`, tellingNorm(activations, telling), telling],
      [`K = ${terms}, random`, plain, randomValues(terms, 1, roundTo(activations))],
      [`K = ${terms}, zeros`, plain, new Float32Array(terms)],
      [`K = ${terms}, edge operands`, plain, edgeRow(terms, activations)],
    ];
    return cases.flatMap(([what, norm, row]) =>
      ROWS[form].map((rows) => normOutput(set, norm, row, what, rows)),
    );
  });
}

function normOutput(
  set: KernelSet,
  norm: Norm,
  row: Float32Array<ArrayBuffer>,
  what: string,
  rows: number,
): Twice {
  const among = company(rows);
  const x = rowsAround(row, among, norm.activations);
  const by =
    (other: KernelSet, m: number): Twice['run'] =>
    (probes, math) =>
      probes.rmsnorm({ ...norm, math }, rmsnormPlan(other, m, norm.terms), x, among.place);
  return {
    name: `${what}, M = ${rows}`,
    run: by(set, rows),
    reordered: (probes) => by(SUBJECT, OTHERWISE)(probes, 'portable'),
  };
}

/** Rows that decode, alone and among others, and the last of a chunk, at one context in the short form; and with scores so far apart that weights vanish. */
export function attentionOutputs(
  bed: Omit<AttentionBed, 'probes' | 'math'>,
  contexts: readonly number[],
  form: Form,
): Twice[] {
  return contexts.slice(form === 'short' ? -1 : 0).flatMap((keys) =>
    [1, LOUD].flatMap((loudness) => {
      const requests = requestsOf(bed, keys);
      const apart = loudness === 1 ? '' : ', scores far apart';
      const output = (what: string, run: (on: AttentionBed) => Promise<Float32Array>): Twice => ({
        name: `${keys} keys${apart}: ${what}`,
        run: (probes, math) => run({ ...bed, probes, math, loudness }),
      });
      const alone = output('decoded alone', (on) => decodeAmong(on, requests, 1));
      if (form === 'short' && loudness > 1) return [alone];
      return [
        alone,
        output('decoded among 8', (on) => decodeAmong(on, requests, 9, 4)),
        output('last of a chunk of 17', (on) => inChunk(on, requests, 17)),
      ];
    }),
  );
}

/** What queries are multiplied by so that most weights of a softmax count as zero. */
const LOUD = 64;

/** A row's way through its experts, alone and among others. */
export function mixtureOutputs(set: KernelSet, mixture: Mixture | null, form: Form): Twice[] {
  if (!mixture) return [];
  const row = mixtureRow(mixture);
  return ROWS[form].map((rows) => {
    const among = company(rows);
    const x = rowsAround(row, among, mixture.activations);
    const by =
      (other: KernelSet, m: number): Twice['run'] =>
      (probes, math) =>
        probes.experts({ ...mixture, math }, mixturePlans(other, mixture, m), x, among.place);
    return {
      name: `${mixtureWords(mixture)}, M = ${rows}`,
      run: by(set, rows),
      reordered: (probes) => by(SUBJECT, OTHERWISE)(probes, 'portable'),
    };
  });
}
