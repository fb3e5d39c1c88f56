import type { Checkpoint } from '../../model/checkpoint.ts';
import { BLOCK_POSITIONS, blocksFor } from '../../steps/kv-blocks.ts';

/** Multiply-adds one reference may cost: some minutes of one core. */
const MOST_WORK = 2e11;

/** Bytes one reference may hold beside the model's own: a browser's tab has a few GB in all, and the model is in it already. */
const MOST_BYTES = 2e9;

/** What a reference takes beside the checkpoint itself. */
export interface ReferenceNeeds {
  /** Multiply-adds. */
  readonly work: number;
  /** Weights as f32, each once. */
  readonly weightBytes: number;
  /** f64 keys, values, rotary angles and the logits that are kept. */
  readonly contextBytes: number;
}

/** Needs of the logits after `positions` of `tokens` tokens. */
export function referenceNeeds(
  { config, parameters }: Pick<Checkpoint, 'config' | 'parameters'>,
  tokens: number,
  positions: number,
): ReferenceNeeds {
  const { layers, kvHeads, headDim, vocabSize } = config;
  const slots = blocksFor(tokens) * BLOCK_POSITIONS;
  const numbers = 2 * layers * slots * kvHeads * headDim + tokens * headDim + positions * vocabSize;
  return { work: parameters * tokens, weightBytes: 4 * parameters, contextBytes: 8 * numbers };
}

/** Throws RangeError saying what the reference of so many tokens would take, where that is too much work or memory. */
export function checkReferenceNeeds(needs: ReferenceNeeds, tokens: number): void {
  const { work, weightBytes, contextBytes } = needs;
  const asked = `an f64 reference of ${tokens} tokens of this model takes`;
  const bytes = weightBytes + contextBytes;
  if (bytes > MOST_BYTES) {
    const parts = `${gigabytes(weightBytes)} of weights as f32, ${gigabytes(contextBytes)} of keys, values and logits`;
    throw new RangeError(
      `${asked} ${gigabytes(bytes)} of memory beside the model (${parts}), expected at most ${gigabytes(MOST_BYTES)}`,
    );
  }
  if (work > MOST_WORK) {
    throw new RangeError(
      `${asked} ${billions(work)} multiply-adds, expected at most ${billions(MOST_WORK)}: an earlier token takes fewer`,
    );
  }
}

const gigabytes = (bytes: number) => `${(Math.ceil(bytes / 1e8) / 10).toFixed(1)} GB`;
const billions = (count: number) => `${Math.ceil(count / 1e9)} billion`;
