import { attentionPlan } from '../../numerics/attention-plan.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { mixBits } from '../../numerics/gumbel.ts';
import type { MathName } from '../../numerics/math-name.ts';
import { PARALLELISM } from '../../numerics/parallelism.ts';
import type { AttentionRow as PlannedRow } from '../../numerics/sets/rules.ts';
import { type KernelSet, rulesOf } from '../../numerics/sets/sets.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import { blockRun, type CachedRequest, type Heads, pagedCache, queryAt } from './generated.ts';
import type { AttentionRow, OperationProbes } from './probes.ts';

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
  /** The set's own where left out. */
  readonly math?: MathName | undefined;
  /** What queries are multiplied by, a power of two; left out: nothing. */
  readonly loudness?: number;
}

/** The watched request of n keys in blocks of its own, one that all batchmates read from, and the cache that holds both. */
export function requestsOf(
  { heads, activations }: Pick<AttentionBed, 'heads' | 'activations'>,
  keys: number,
  blocks = blockRun(keys, 0),
) {
  const after = Math.max(...blocks) + 1;
  const watched: CachedRequest = { keys, blocks };
  const mates: CachedRequest = { keys: MATES_KEYS, blocks: blockRun(MATES_KEYS, after) };
  return { watched, mates, cache: pagedCache(heads, activations, [watched, mates]) };
}

export type Requests = ReturnType<typeof requestsOf>;

/** The plan that a set gives a row of a step; rows that do not decode are one request's. */
export function planOf(
  { set, heads, parallelism = PARALLELISM }: AttentionBed,
  row: PlannedRow,
  step: readonly PlannedRow[],
) {
  const [decoding, prefilling] = [true, false].map((decode) => step.filter((one) => one.decode === decode));
  const requests = [
    ...decoding.map(({ keys, shared = 0 }) => ({ rows: 1, keys: keys - shared })),
    ...(prefilling.length > 0
      ? [{ rows: prefilling.length, keys: Math.max(...prefilling.map(({ keys }) => keys)) }]
      : []),
  ];
  return attentionPlan(set, row, { ...heads, decodeRows: decoding.length, requests, parallelism });
}

/** Runs a step; the watched row's output. */
export function runStep(bed: AttentionBed, requests: Requests, rows: readonly StepRow[], place: number) {
  const { probes, heads, activations, set, math = rulesOf(set).math, loudness = 1 } = bed;
  const planned = rows.map(
    (row, i): AttentionRow => ({
      continues: !row.decode && rows[i - 1]?.request === row.request && rows[i - 1].keys + 1 === row.keys,
      q: queryAt(row.keys, heads, activations).map((value) => value * loudness),
      blocks: row.request.blocks.slice(0, blocksFor(row.keys)),
      splits: planOf(bed, row, rows).splits,
      ...(row.shared && { shared: row.shared }),
    }),
  );
  return probes.attention({ ...requests.cache, math }, planned, place);
}

export const decoding = (request: CachedRequest, keys: number): StepRow => ({
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

/** The watched row decodes among M - 1 others that begin with the same `prefix` keys, in the same blocks, and go on alone. */
export function decodeSharing(
  bed: AttentionBed,
  requests: Requests,
  { prefix, rows, place = 0 }: { readonly prefix: number; readonly rows: number; readonly place?: number },
) {
  const { watched, mates } = requests;
  const begins = watched.blocks.slice(0, blocksFor(prefix));
  const others = { ...mates, blocks: [...begins, ...mates.blocks.slice(begins.length)] };
  const step = Array.from({ length: rows }, (_, row): StepRow => {
    const keys = prefix + 1 + (mixBits(mixBits(3) ^ row) % (MATES_KEYS - prefix));
    return {
      ...(row === place ? decoding(watched, watched.keys) : decoding(others, keys)),
      shared: prefix,
    };
  });
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
