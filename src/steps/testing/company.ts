import { randomValues } from '../../numerics/testing/arbitraries.ts';
import { blocksFor } from '../kv-blocks.ts';
import type { StepSlice } from '../step-plan.ts';

/** Who shares a step with the probe. */
export interface Company {
  /** M of the step, the probe's rows included. */
  readonly rows: number;
  /** Share of the others that come before the probe: 0 puts it first, 1 last. */
  readonly place: number;
  /** Shapes of the others, their number, contexts and chunks, by a seed; or all of them decoding and sampled. */
  readonly shapes: number | 'decode';
  /** Tokens of the others. */
  readonly contents: number;
  readonly vocabSize: number;
  /** First physical block that they may use. */
  readonly firstBlock: number;
}

/** A step of M rows: the probe's slice among decoding and prefilling requests. */
export function inCompany(probe: StepSlice, company: Company): StepSlice[] {
  const { rows, place, shapes, contents, vocabSize, firstBlock } = company;
  const decode = shapes === 'decode';
  const numbers = randomValues(4 * rows, decode ? 0 : shapes);
  const tokens = randomValues(rows, contents + 1).map(
    (x) => Math.floor(((x + 1) / 2) * vocabSize) % vocabSize,
  );
  const others: StepSlice[] = [];
  let left = rows - probe.tokens.length;
  let block = firstBlock;
  for (let i = 0; left > 0; i++) {
    const [a, b, c] = numbers.subarray(4 * i, 4 * i + 3);
    // Half of them decode, as in a server; the rest prefill a chunk.
    const count = decode || a < 0 ? 1 : Math.min(left, 1 + Math.floor(6 * (b + 1)));
    const start = Math.floor(20 * (c + 1));
    const blocks = Array.from({ length: blocksFor(start + count) }, () => block++);
    const own = Array.from(tokens.subarray(rows - left, rows - left + count));
    others.push({
      request: `mate${i}`,
      start,
      tokens: own,
      blocks,
      sample: decode || i % 3 !== 1 ? 'last' : 'none',
    });
    left -= count;
  }
  const before = Math.round(place * others.length);
  return [...others.slice(0, before), probe, ...others.slice(before)];
}
