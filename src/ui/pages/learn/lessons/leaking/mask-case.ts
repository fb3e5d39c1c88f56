import { createQueue } from '../../../../../steps/queue.ts';
import { schedule } from '../../../../../steps/scheduler.ts';
import { DEFAULT_SERVING } from '../../../../../steps/serving.ts';

/** A row of a packed step: one token of a prompt. */
export interface PackedRow {
  readonly yours: boolean;
  /** Position within its own prompt, which RoPE goes by. */
  readonly position: number;
  /** Keys it attends to, by their place in the sequence: from the first to its own. */
  readonly first: number;
  readonly last: number;
}

const NEIGHBOUR = 7;
const YOURS = 5;

/** The step that reads a neighbour's prompt and yours as one sequence, as the lab's scheduler plans it. */
export function packedRows(packing: 'masked' | 'leaking'): PackedRow[] {
  const limits = { maxSequences: 2, maxTokensPerStep: 64, blocks: 8 };
  const request = (id: string, tokens: number) => ({
    ...{ id, prompt: Array.from({ length: tokens }, () => 1), maxNewTokens: 1, stopTokens: [] },
    arrival: { step: 0 },
  });
  const queue = createQueue([request('neighbour', NEIGHBOUR), request('you', YOURS)], limits);
  const plan = schedule(queue, limits, { ...DEFAULT_SERVING, packing }, { step: 0, ms: 0 });
  return plan.slices.flatMap(({ request: id, start, position = start, from = 0, tokens }) =>
    tokens.map((_, i) => ({ yours: id === 'you', position: position + i, first: from, last: start + i })),
  );
}

/** Pairs of a row of yours and a key of the neighbour's that it attends to. */
export function leaked(rows: readonly PackedRow[]): number {
  return rows
    .filter(({ yours }) => yours)
    .reduce(
      (sum, { first, last }) => sum + rows.slice(first, last + 1).filter((key) => !key.yours).length,
      0,
    );
}
