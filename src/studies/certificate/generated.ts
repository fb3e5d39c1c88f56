import { WEIGHT_FORMATS } from '../../kernels/weight-formats.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { mixBits } from '../../numerics/gumbel.ts';
import { replaySum } from '../../numerics/replay.ts';
import { rmsnormPlan } from '../../numerics/rmsnorm-plan.ts';
import { roundTo } from '../../numerics/rounding.ts';
import { SUBJECT } from '../../numerics/sets/sets.ts';
import type { CertifiedWeights } from '../../results/certificate-cell.ts';
import { BLOCK_POSITIONS, blocksFor } from '../../steps/kv-blocks.ts';
import { type Company, randomValues } from '../../workbench/cases/rows.ts';
import type { Norm, PagedCache } from './probes.ts';

/*
 * Inputs made here, whatever the model: a row of a trained model may absorb the bit that a test looks for. Those of norms and
 * attention are such that a sum's last bits become its output's first ones, so that an output of 16 bits hides nothing.
 */

/** Values that repeat after a prime number of them: many are made sooner than each is hashed. */
const PERIOD = 65_537;

/** `length` values of the periodic sequence, from `from` on. */
function repeated(period: Float32Array, from: number, length: number): Float32Array<ArrayBuffer> {
  const values = new Float32Array(length);
  let start = from % PERIOD;
  for (let at = 0; at < length; ) {
    const run = period.subarray(start, start + length - at);
    values.set(run, at);
    at += run.length;
    start = 0;
  }
  return values;
}

/** (columns, terms) random weights that the format holds exactly. */
export function randomWeights(
  terms: number,
  columns: number,
  format: CertifiedWeights,
): Float32Array<ArrayBuffer> {
  const values = repeated(randomValues(PERIOD, terms, Math.fround), 0, terms * columns);
  return held(values, [columns, terms], format);
}

/** What a format holds of them; of that it holds the same again. */
function held(
  values: Float32Array<ArrayBuffer>,
  shape: readonly [number, number],
  format: CertifiedWeights,
): Float32Array<ArrayBuffer> {
  const bytes = new Uint8Array(values.buffer);
  return WEIGHT_FORMATS[format].values({ name: 'w', dtype: 'F32', shape, bytes });
}

const contents = new Map<string, Float32Array<ArrayBuffer>>();

/** (rows, width): the row given at its place, among others of the company's contents. */
export function rowsAround(
  row: Float32Array<ArrayBuffer>,
  { rows, place, seed, loudness }: Company,
  activations: ActivationDtype,
): Float32Array<ArrayBuffer> {
  const key = `${activations}/${loudness}`;
  const period =
    contents.get(key) ?? randomValues(PERIOD, loudness, roundTo(activations), { scale: loudness });
  contents.set(key, period);
  const x = repeated(period, mixBits(seed), rows * row.length);
  x.set(row, place * row.length);
  return x;
}

const SPIKE = 4096;
/** How far the smallest sum of any plan stays above what epsilon takes away. */
const MARGIN = 48;

/**
 * A row whose sum of squares tells the order of its additions: one large element, beside which the squares of the others vanish one
 * by one and count only where they were added up among themselves first. Exact in every dtype, and no rounding in it depends on
 * whether multiply-adds are fused.
 */
export function tellingRow(terms: number, seed: number): Float32Array<ArrayBuffer> {
  const x = Float32Array.from({ length: terms }, (_, i) => (8 + (mixBits(mixBits(seed) ^ i) & 7)) / 16);
  x[mixBits(seed) % terms] = SPIKE;
  return x;
}

/** A norm whose epsilon takes away all but the last bits of a telling row's mean square, so that the row's output shows them. */
export function tellingNorm(activations: ActivationDtype, row: Float32Array): Norm {
  const terms = row.length;
  const sums = [1, 5, 17, 65].map((rows) =>
    replaySum(rmsnormPlan(SUBJECT, rows, terms), 'unfused', row, 0, row, 0),
  );
  return { activations, terms, epsilon: Math.fround((MARGIN - Math.min(...sums)) / terms) };
}

/** A large element and what it is multiplied by: beside their product an f32 sum keeps five bits after the point. */
const LOUD = { term: 4096, weight: 64 } as const;

/**
 * Where a large product comes in and is taken away: in the first chunk and in the last, however they are cut, so that what is added in
 * between is rounded to what shows in 16 bits.
 */
export const loudPlaces = (terms: number) => [1, terms - 2] as const;

/** A row whose sums with telling weights tell the order of their additions in their first bits. */
export function tellingTerms(terms: number, activations: ActivationDtype): Float32Array<ArrayBuffer> {
  const row = randomValues(terms, 5, roundTo(activations));
  for (const place of loudPlaces(terms)) row[place] = LOUD.term;
  return row;
}

/** (columns, terms), random but for the large ones, which in blocks leave little of what is beside them. */
export function tellingWeights(
  terms: number,
  columns: number,
  format: CertifiedWeights,
): Float32Array<ArrayBuffer> {
  const w = randomWeights(terms, columns, format);
  const [comes, goes] = loudPlaces(terms);
  for (let n = 0; n < columns; n++) {
    w[n * terms + comes] = LOUD.weight;
    w[n * terms + goes] = -LOUD.weight;
  }
  return held(w, [columns, terms], format);
}

/** A model's heads: what attention kernels are compiled for. */
export interface Heads {
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
}

/** A request in a paged cache. */
export interface CachedRequest {
  readonly keys: number;
  readonly blocks: readonly number[];
}

/** Large enough that what remains of the values where they cancel is no subnormal of f16. */
const LOUDNESS = 512;

/**
 * Fills a request's blocks with keys in pairs: the same key twice, half the context apart, with opposite values. What its last row
 * attends to then cancels but for the roundings, which the order of the additions decides.
 */
function fillRequest(cache: PagedCache, { keys, blocks }: CachedRequest, seed: number): void {
  const { kvHeads, headDim, activations, k, v } = cache;
  const width = kvHeads * headDim;
  const half = keys >> 1;
  const round = roundTo(activations);
  for (let key = 0; key < keys; key++) {
    const pair = key < 2 * half ? key % half : key;
    const sign = key < half ? 1 : -1;
    const slot = blocks[Math.floor(key / BLOCK_POSITIONS)] * BLOCK_POSITIONS + (key % BLOCK_POSITIONS);
    k.set(randomValues(width, mixBits(seed) ^ 1, round, { from: pair * width, scale: 2 }), slot * width);
    const loud = key < 2 * half ? LOUDNESS * sign : 2 ** -6;
    v.set(randomValues(width, mixBits(seed) ^ 2, round, { from: pair * width, scale: loud }), slot * width);
  }
}

/** A cache of these requests, the rest of it not a number: whatever reads past a request's keys shows. */
export function pagedCache(
  { heads, kvHeads, headDim }: Heads,
  activations: ActivationDtype,
  requests: readonly CachedRequest[],
): PagedCache {
  const blocks = 1 + Math.max(...requests.flatMap((request) => request.blocks));
  const empty = () => new Float32Array(blocks * BLOCK_POSITIONS * kvHeads * headDim).fill(Number.NaN);
  const cache: PagedCache = { heads, kvHeads, headDim, activations, k: empty(), v: empty() };
  requests.forEach((request, seed) => {
    fillRequest(cache, request, seed);
  });
  return cache;
}

/** The query of the row at a position. */
export function queryAt(
  position: number,
  { heads, headDim }: Heads,
  activations: ActivationDtype,
): Float32Array<ArrayBuffer> {
  return randomValues(heads * headDim, mixBits(position + 3), roundTo(activations));
}

/** Consecutive blocks from `first` on. */
export function blockRun(keys: number, first: number): number[] {
  return Array.from({ length: blocksFor(keys) }, (_, i) => first + i);
}

/** As many blocks, none where `blockRun` puts it, in no order and with others' between them. */
export function scatteredBlocks(keys: number, first: number): number[] {
  return blockRun(keys, 0)
    .map((block) => first + 3 * block + 1)
    .toSorted((a, b) => mixBits(a) - mixBits(b));
}
