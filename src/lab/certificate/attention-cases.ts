import { attentionPlan, type AttentionRow as PlannedRow } from '../../numerics/attention-plan.ts';
import type { ActivationDtype, KernelSet } from '../../numerics/dtypes.ts';
import { mixBits } from '../../numerics/gumbel.ts';
import type { AttentionPlan } from '../../numerics/plan.ts';
import { blocksFor } from '../../plan/kv-blocks.ts';
import type { Invariance } from '../../results/certificate-cell.ts';
import { type Comparison, compareBits, type Findings, together } from './comparison.ts';
import {
  blockRun,
  type CachedRequest,
  type Heads,
  pagedCache,
  queryAt,
  scatteredBlocks,
} from './generated.ts';
import type { AttentionRow, OperationProbes } from './probes.ts';
import { PARALLELISM } from './sum-cases.ts';

/** Around one, two and several splits of 64 keys (NUMERICS: certificate). */
export const CONTEXTS = [63, 64, 65, 128, 129, 200] as const;
/** Rows of a request beside the one that it decodes: what verifying as many drafted tokens takes. */
export const WIDTHS = [1, 2, 4, 8] as const;
/** Keys of the batchmates' request: more than the watched one ever has. */
const MATES_KEYS = 256;

/** A row of a step on its own: which keys of which request, and what its plan may look at. */
interface StepRow extends PlannedRow {
  readonly request: CachedRequest;
}

export interface AttentionBed {
  readonly probes: OperationProbes;
  readonly heads: Heads;
  readonly activations: ActivationDtype;
  readonly set: KernelSet;
  readonly parallelism?: number;
}

/** The watched request of n keys in blocks of its own, one that all batchmates read from, and the cache that holds both. */
function requestsOf({ heads, activations }: AttentionBed, keys: number, blocks = blockRun(keys, 0)) {
  const after = Math.max(...blocks) + 1;
  const watched: CachedRequest = { keys, blocks };
  const mates: CachedRequest = { keys: MATES_KEYS, blocks: blockRun(MATES_KEYS, after) };
  return { watched, mates, cache: pagedCache(heads, activations, [watched, mates]) };
}

type Requests = ReturnType<typeof requestsOf>;

/** The plan that a set gives a row of a step. */
export function planOf(
  { set, heads, parallelism = PARALLELISM }: AttentionBed,
  row: PlannedRow,
  decodeRows: number,
) {
  const { headDim, kvHeads } = heads;
  return attentionPlan(set, row, { headDim, kvHeads, decodeRows, parallelism });
}

/** Runs a step; the watched row's output. */
function runStep(bed: AttentionBed, requests: Requests, rows: readonly StepRow[], place: number) {
  const { probes, heads, activations } = bed;
  const decodeRows = rows.filter(({ decode }) => decode).length;
  const planned = rows.map(
    (row): AttentionRow => ({
      q: queryAt(row.keys, heads, activations),
      blocks: row.request.blocks.slice(0, blocksFor(row.keys)),
      splits: planOf(bed, row, decodeRows).splits,
    }),
  );
  return probes.attention(requests.cache, planned, place);
}

const decoding = (request: CachedRequest, keys: number): StepRow => ({
  ...{ request, keys, cached: keys - 1 },
  decode: true,
});

/** The watched row decodes among M - 1 others that see fewer keys or more. */
export function decodeAmong(bed: AttentionBed, requests: Requests, rows: number, place = 0, seed = 1) {
  const { watched, mates } = requests;
  const step = Array.from({ length: rows }, (_, row) =>
    row === place
      ? decoding(watched, watched.keys)
      : decoding(mates, 1 + (mixBits(mixBits(seed) ^ row) % MATES_KEYS)),
  );
  return runStep(bed, requests, step, place);
}

/** Row `back` from the end of the last `length` rows of the watched request, all in one step. */
export function inChunk(bed: AttentionBed, requests: Requests, length: number, back = 0) {
  const { watched } = requests;
  const cached = watched.keys - length;
  const step = Array.from({ length }, (_, i): StepRow => {
    const keys = cached + i + 1;
    return { request: watched, keys, cached, decode: length === 1 };
  });
  return runStep(bed, requests, step, length - 1 - back);
}

async function* batch(bed: AttentionBed, contexts: readonly number[], rows: readonly number[]): Findings {
  for (const keys of contexts) {
    const requests = requestsOf(bed, keys);
    const alone = await decodeAmong(bed, requests, 1);
    // Every M at the longest context, a few at the others.
    const longest = keys === contexts[contexts.length - 1];
    const tried = longest ? rows : rows.filter((m) => m === 9 || m === 65);
    for (const [index, m] of tried.entries()) {
      const place = [m - 1, 0, m >> 1][index % 3];
      const name = `${keys} keys: M = ${m}, row ${place}, against M = 1`;
      yield { name, comparison: compareBits(await decodeAmong(bed, requests, m, place, m), alone) };
    }
    if (!longest) continue;
    const places = await Promise.all([0, 3, 8].map((place) => decodeAmong(bed, requests, 9, place, 5)));
    const moved = together(places.map((row) => compareBits(row, alone)));
    yield { name: `${keys} keys: M = 9, its row moved to three places`, comparison: moved };
  }
}

async function* chunking(bed: AttentionBed, contexts: readonly number[]): Findings {
  for (const keys of contexts) {
    const requests = requestsOf(bed, keys);
    const alone = await decodeAmong(bed, requests, 1);
    for (const length of [2, 17, Math.min(64, keys - 1), keys]) {
      const name = `${keys} keys: last of a chunk of ${length} rows against decoded`;
      yield { name, comparison: compareBits(await inChunk(bed, requests, length), alone) };
    }
  }
}

async function* cache(bed: AttentionBed, contexts: readonly number[]): Findings {
  for (const keys of contexts) {
    const alone = await decodeAmong(bed, requestsOf(bed, keys), 1);
    const scattered = requestsOf(bed, keys, scatteredBlocks(keys, 2));
    const name = `${keys} keys: blocks scattered among recycled ones full of NaN against ordered ones`;
    yield { name, comparison: compareBits(await decodeAmong(bed, scattered, 1), alone) };
    const chunk = Math.min(33, keys);
    const written = await inChunk(bed, scattered, chunk);
    yield { name: `${keys} keys: the same, ${chunk} of them new`, comparison: compareBits(written, alone) };
  }
}

async function* width(bed: AttentionBed, contexts: readonly number[]): Findings {
  for (const keys of contexts) {
    const requests = requestsOf(bed, keys);
    // The queries and keys of earlier positions are those of the whole request.
    const single = (back: number) => runStep(bed, requests, [decoding(requests.watched, keys - back)], 0);
    const alone = await Promise.all(
      Array.from({ length: Math.max(...WIDTHS) + 1 }, (_, back) => single(back)),
    );
    for (const k of WIDTHS) {
      const rows = await Promise.all(
        Array.from({ length: k + 1 }, (_, back) => inChunk(bed, requests, k + 1, back)),
      );
      const comparison: Comparison = together(rows.map((row, back) => compareBits(row, alone[back])));
      yield { name: `${keys} keys: ${k + 1} rows in one step against one at a time`, comparison };
    }
  }
}

/** The cases of one invariance. */
export function attentionCases(
  invariance: Invariance,
  bed: AttentionBed,
  { contexts, rows }: { readonly contexts: readonly number[]; readonly rows: readonly number[] },
): Findings {
  switch (invariance) {
    case 'batch':
      return batch(bed, contexts, rows);
    case 'chunking':
      return chunking(bed, contexts);
    case 'cache':
      return cache(bed, contexts);
    case 'width':
      return width(bed, contexts);
  }
}

/** Two steps that a row is in, with the plan that the set gives it in each. */
export interface PlannedPair {
  readonly name: string;
  readonly plans: readonly [AttentionPlan, AttentionPlan];
  run(): Promise<readonly [Float32Array, Float32Array]>;
}

/** Steps of one row that a set which follows the batch plans differently, one pair or more for each invariance. */
export function attentionPairs(invariance: Invariance, bed: AttentionBed, keys: number): PlannedPair[] {
  const requests = requestsOf(bed, keys);
  const decoded = (rows: number) => planOf(bed, { keys, cached: keys - 1, decode: true }, rows);
  const chunked = (length: number) => planOf(bed, { keys, cached: keys - length, decode: false }, 0);
  const pair = (
    name: string,
    plans: PlannedPair['plans'],
    a: () => Promise<Float32Array>,
    b: () => Promise<Float32Array>,
  ): PlannedPair => ({ name: `${keys} keys: ${name}`, plans, run: async () => [await a(), await b()] });
  const alone = () => decodeAmong(bed, requests, 1);
  switch (invariance) {
    case 'batch':
      return [9, 33].map((rows) =>
        pair(`M = 1 against M = ${rows}`, [decoded(1), decoded(rows)], alone, () =>
          decodeAmong(bed, requests, rows),
        ),
      );
    case 'chunking':
      return [64, 17].map((rows) =>
        pair(`decoded against last of a chunk of ${rows}`, [decoded(1), chunked(rows)], alone, () =>
          inChunk(bed, requests, rows),
        ),
      );
    case 'cache':
      return [33].map((rows) =>
        pair(
          `all but ${rows} cached against all computed anew`,
          [chunked(rows), chunked(keys)],
          () => inChunk(bed, requests, rows),
          () => inChunk(bed, requests, keys),
        ),
      );
    case 'width':
      return [3, 9].map((rows) =>
        pair(`one row against ${rows} in one step`, [decoded(1), chunked(rows)], alone, () =>
          inChunk(bed, requests, rows),
        ),
      );
  }
}
