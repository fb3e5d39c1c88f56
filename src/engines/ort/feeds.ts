import { sampledOf } from '../../steps/step-plan.ts';
import type { Call } from './calls.ts';

/** A tensor for an input of a graph. */
export type Feed =
  | { readonly type: 'int32'; readonly data: Int32Array; readonly dims: readonly number[] }
  | { readonly type: 'int64'; readonly data: BigInt64Array; readonly dims: readonly number[] }
  | { readonly type: 'float32'; readonly data: Float32Array; readonly dims: readonly number[] };

export type Feeds = Readonly<Record<string, Feed>>;

/** What every form reads: token ids padded on the right with token 0, and the rows whose logits are wanted (the first, if none is). */
export function commonFeeds(call: Call): Feeds {
  const rows = sampledRows(call);
  const data = rows.length > 0 ? rows : Int32Array.of(0);
  return {
    input_ids: { type: 'int32', data: paddedTokens(call), dims: [call.slices.length, call.sequence] },
    rows: { type: 'int32', data, dims: [data.length] },
  };
}

/** (batch, sequence) token ids. The keys and values of padding lie past a request's length and are overwritten before they are read. */
export function paddedTokens({ slices, sequence }: Call): Int32Array {
  const ids = new Int32Array(slices.length * sequence);
  slices.forEach(({ tokens }, b) => {
    ids.set(tokens, b * sequence);
  });
  return ids;
}

/** Rows among (batch * sequence) whose logits are needed, request by request. */
export function sampledRows({ slices, sequence }: Call): Int32Array {
  return Int32Array.from(slices.flatMap((slice, b) => sampledOf(slice).map((row) => b * sequence + row)));
}

/** GroupQueryAttention's inputs: each request's last position, and the positions of the longest. */
export function lengthFeeds({ slices }: Call): Feeds {
  const lengths = slices.map(({ start, tokens }) => start + tokens.length);
  return {
    seqlens_k: {
      type: 'int32',
      data: Int32Array.from(lengths, (length) => length - 1),
      dims: [slices.length],
    },
    total_sequence_length: { type: 'int32', data: Int32Array.of(Math.max(...lengths)), dims: [1] },
  };
}

/** Ends a key's weight in the softmax: exp(UNSEEN - any score) is 0. */
const UNSEEN = -1e30;

/** What tells a row its visible keys in layers of a window, or of none. */
export function maskName(window: number | null): string {
  return window === null ? 'mask' : 'local_mask';
}

/**
 * The plain graph's inputs: position, place in the caches and, for each of the `windows` of its layers, visible keys of every row,
 * padding included.
 */
export function placeFeeds(
  { slices, sequence }: Call,
  capacity: number,
  windows: readonly (number | null)[] = [null],
): Feeds {
  const batch = slices.length;
  const positions = new Int32Array(batch * sequence);
  const slots = new BigInt64Array(batch * sequence * 2);
  const masks = windows.map(() => new Float32Array(batch * sequence * capacity).fill(UNSEEN));
  slices.forEach(({ start }, b) => {
    for (let i = 0; i < sequence; i++) {
      const row = b * sequence + i;
      positions[row] = start + i;
      slots.set([BigInt(b), BigInt(start + i)], 2 * row);
      const end = start + i + 1;
      windows.forEach((window, m) => {
        const first = Math.max(0, end - (window ?? end));
        masks[m].fill(0, row * capacity + first, row * capacity + end);
      });
    }
  });
  const dims = [batch, sequence, capacity];
  return {
    positions: { type: 'int32', data: positions, dims: [batch, sequence] },
    slots: { type: 'int64', data: slots, dims: [batch, sequence, 2] },
    ...Object.fromEntries(
      masks.map((data, m) => [maskName(windows[m]), { type: 'float32', data, dims } as const]),
    ),
  };
}
