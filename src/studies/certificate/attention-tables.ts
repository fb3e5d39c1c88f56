import { type SplitTables, splitTables } from '../../kernels/attention.ts';
import type { AttentionRow } from './probes.ts';

/** What the kernels read of the rows' plans, with the rows' block tables one after the other. */
export function tablesOf(
  rows: readonly AttentionRow[],
): SplitTables & { readonly blocks: readonly number[] } {
  const starts: number[] = [];
  const blocks: number[] = [];
  for (const row of rows) {
    starts.push(blocks.length);
    blocks.push(...row.blocks);
  }
  const tables = splitTables(
    rows.map(({ splits }) => splits),
    (row) => starts[row],
  );
  return { ...tables, blocks };
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
