import type { AttentionRow } from './probes.ts';

/** What the kernels read of the rows' plans: items (row, block table, first key, end), each row's run of items, block tables. */
export function tablesOf(rows: readonly AttentionRow[]) {
  const items: number[][] = [];
  const runs: number[][] = [];
  const blocks: number[] = [];
  rows.forEach((row, index) => {
    runs.push([items.length, row.splits.length]);
    for (const { start, end } of row.splits) items.push([index, blocks.length, start, end]);
    blocks.push(...row.blocks);
  });
  return { items, runs, blocks };
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
