import type { AttentionPlan } from '../../numerics/plan.ts';
import type { Invariance } from '../../results/certificate-cell.ts';
import { BLOCK_POSITIONS } from '../../steps/kv-blocks.ts';
import {
  type AttentionBed,
  decodeAmong,
  decodeSharing,
  inChunk,
  planOf,
  requestsOf,
} from './attention-steps.ts';

/** Two steps that a row is in, with the plan that the set gives it in each. */
export interface PlannedPair {
  readonly name: string;
  readonly plans: readonly [AttentionPlan, AttentionPlan];
  run(): Promise<readonly [Float32Array, Float32Array]>;
}

/** Rows that are computed where the rest is cached, and keys that are shared. */
const NEW_ROWS = 33;
const PREFIX = 128;

/** Steps of one row that a set which follows the batch plans differently, one pair or more for each invariance. */
export function attentionPairs(invariance: Invariance, bed: AttentionBed, keys: number): PlannedPair[] {
  const requests = requestsOf(bed, keys);
  const decoded = (rows: number) => {
    const row = { keys, cached: keys - 1, decode: true };
    return planOf(bed, row, Array<typeof row>(rows).fill(row));
  };
  const chunked = (length: number) => {
    const row = { keys, cached: keys - length, decode: false };
    return planOf(bed, row, Array<typeof row>(length).fill(row));
  };
  const sharing = (shared: number) => {
    const row = { keys, cached: keys - 1, decode: true, shared };
    return planOf(bed, row, Array<typeof row>(9).fill(row));
  };
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
      return [
        // A block: what is computed again of a prompt that was cached whole.
        ...[NEW_ROWS, BLOCK_POSITIONS].map((rows) =>
          pair(
            `all but ${rows} cached against all computed anew`,
            [chunked(rows), chunked(keys)],
            () => inChunk(bed, requests, rows),
            () => inChunk(bed, requests, keys),
          ),
        ),
        pair(
          `${PREFIX} of them shared with 8 requests against the same M without`,
          [sharing(0), sharing(PREFIX)],
          () => decodeAmong(bed, requests, 9),
          () => decodeSharing(bed, requests, { prefix: PREFIX, rows: 9 }),
        ),
      ];
    case 'width':
      return [3, 9].map((rows) =>
        pair(`one row against ${rows} in one step`, [decoded(1), chunked(rows)], alone, () =>
          inChunk(bed, requests, rows),
        ),
      );
  }
}
