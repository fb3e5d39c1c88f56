import type { StepKeys } from '../../kernels/attention-form.ts';
import { cutOf } from '../../numerics/key-cut.ts';
import { readOnce } from '../../steps/shared-keys.ts';
import type { AttentionRow } from './probes.ts';

/** The rows of a step as the kernels' tables are made from, with the block tables of their requests one after the other. */
export function stepOf(rows: readonly AttentionRow[]): StepKeys & { readonly blocks: readonly number[] } {
  const starts: number[] = [];
  const blocks: number[] = [];
  const keys = rows.map((row, i) => {
    if (!row.continues) starts.push(blocks.length);
    // A later row's table goes on where the one before it ends.
    const known = blocks.length - starts[starts.length - 1];
    blocks.push(...row.blocks.slice(known));
    return { slice: starts.length - 1, keys: rows[i].splits[row.splits.length - 1].end };
  });
  const cuts = rows.map(({ splits }) => cutOf(splits));
  const sharing = rows.flatMap(({ shared = 0 }, row) => (shared > 0 ? [{ shared, ...keys[row] }] : []));
  const prefix =
    sharing.length > 0
      ? { keys: sharing[0].shared, slices: new Set(sharing.map(({ slice }) => slice)) }
      : null;
  return {
    rows: keys,
    cuts,
    shared: readOnce(prefix, keys, cuts),
    tableAt: (slice) => starts[slice],
    blocks,
  };
}

export function concatenated(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
