import { type KeyCut, lastSplitEnd } from '../numerics/key-cut.ts';
import { BLOCK_POSITIONS } from './kv-blocks.ts';
import type { StepPlan } from './step-plan.ts';
import type { StepRow } from './step-rows.ts';

/** Leading keys that slices of a step have in the same blocks. */
export interface SharedKeys {
  readonly keys: number;
  /** Their places in the plan. */
  readonly slices: ReadonlySet<number>;
}

/**
 * The prefix that a step's attention is planned by; null where it names none. Throws RangeError where a slice that is named has other
 * blocks there, or rows that do not see all of it.
 */
export function prefixOf({ slices, shared }: StepPlan): SharedKeys | null {
  if (!shared) return null;
  const { length: keys } = shared;
  const [first] = shared.slices;
  const blocks = slices[first].blocks.slice(0, keys / BLOCK_POSITIONS);
  for (const { request, start, from = 0, blocks: own } of shared.slices.map((slice) => slices[slice])) {
    const reason =
      from > 0
        ? `attends from index ${from} on`
        : start < keys
          ? `begins at index ${start}`
          : blocks.length * BLOCK_POSITIONS !== keys || blocks.some((block, i) => own[i] !== block)
            ? 'has other blocks there'
            : null;
    if (reason) throw new RangeError(`shared prefix of ${keys}: ${request} ${reason}`);
  }
  return { keys, slices: new Set(shared.slices) };
}

/** As much of a prefix as can be read once for all: up to a key that a split of every row that shares it ends at; null for none. */
export function readOnce(
  prefix: SharedKeys | null,
  rows: readonly Pick<StepRow, 'slice'>[],
  cuts: readonly KeyCut[],
): SharedKeys | null {
  if (!prefix) return null;
  const sharing = cuts.filter((_, row) => prefix.slices.has(rows[row].slice));
  let { keys } = prefix;
  for (let end = -1; end !== keys && keys > 0; ) {
    end = keys;
    for (const cut of sharing) keys = lastSplitEnd(cut, keys);
  }
  return keys > 0 ? { ...prefix, keys } : null;
}
