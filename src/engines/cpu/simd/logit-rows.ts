import { DIGEST_LANES } from '../../../numerics/digest.ts';
import type { LogitFigures } from '../cpu-sample.ts';
import type { LogitRow } from '../forwards.ts';
import { RECORD_WORDS } from './kernels.ts';
import type { SimdStep } from './simd-step.ts';

/** Words of a row's record that follow its digest, as assembly/logits.ts lays them out. */
const [TOKENS, FOUND, FINITE, SUM] = [4, 12, 13, 14];

/** What the kernels tell of the step's logits; these stay where they are until they are asked for. */
export function logitRows({ of, plans, scratch }: SimdStep): LogitRow[] {
  const { kernels, memory, config } = of;
  const { logits, told } = scratch;
  const { vocabSize } = config;
  const rows = plans.sampledRows.length;
  kernels.tell(logits.at, logits.stride, rows, vocabSize, told);
  const records = memory.integers(told, RECORD_WORDS * rows);
  return plans.sampledRows.map((_, row) => ({
    logits: () => memory.floats(logits.at + row * logits.stride, vocabSize),
    figures: figuresOf(records, RECORD_WORDS * row),
  }));
}

/** Of the record that starts at a word; null where not all logits are finite. */
export function figuresOf(records: Int32Array, at: number): LogitFigures | null {
  if (records[at + FINITE] === 0) return null;
  const highest = Array.from(records.subarray(at + TOKENS, at + TOKENS + records[at + FOUND]));
  const digest = new Uint32Array(records.subarray(at, at + DIGEST_LANES));
  const [expSum] = new Float64Array(records.buffer, records.byteOffset + 4 * (at + SUM), 1);
  return { digest, highest, expSum };
}
