import type { StoredDtype } from '../checkpoint.ts';
import { type NonFinite, placeIn } from '../non-finite.ts';
import { widenTensor } from '../widen.ts';
import type { WidenedType } from './ggml-types.ts';
import type { GgufTensor } from './header.ts';

type BlockType = WidenedType | Exclude<StoredDtype, 'F32' | 'F16' | 'BF16'>;

/** Where a block has its f16 numbers: scales and minima, without which its integers are finite. */
const HALVES: Readonly<Record<BlockType, readonly number[]>> = {
  Q8_0: [0],
  Q4_0: [0],
  Q4_1: [0, 2],
  Q5_0: [0],
  Q5_1: [0, 2],
  Q4_K: [0, 2],
  Q5_K: [0, 2],
  Q6_K: [208],
};

/** Looks at the scales of a tensor in blocks as its bytes come by. What it finds is told by the first weight of the block. */
export class BlockScan {
  readonly #tensor: GgufTensor;
  readonly #size: number;
  readonly #weights: number;
  readonly #halves: readonly number[];
  /** Of the next block, what came by. */
  readonly #block: Uint8Array;
  #filled = 0;
  #blocks = 0;
  #count = 0;
  #first: { readonly index: number; readonly value: number } | null = null;

  constructor(
    tensor: GgufTensor & { readonly type: BlockType },
    block: { readonly weights: number; readonly bytes: number },
  ) {
    this.#tensor = tensor;
    this.#size = block.bytes;
    this.#weights = block.weights;
    this.#halves = HALVES[tensor.type];
    this.#block = new Uint8Array(block.bytes);
  }

  take(bytes: Uint8Array): void {
    let at = 0;
    if (this.#filled > 0) {
      at = Math.min(this.#size - this.#filled, bytes.length);
      this.#block.set(bytes.subarray(0, at), this.#filled);
      this.#filled += at;
      if (this.#filled < this.#size) return;
      this.#look(this.#block, 0);
    }
    for (; at + this.#size <= bytes.length; at += this.#size) this.#look(bytes, at);
    this.#block.set(bytes.subarray(at));
    this.#filled = bytes.length - at;
  }

  /** Null where all were finite. */
  get found(): NonFinite | null {
    if (this.#first === null) return null;
    const { name, shape } = this.#tensor;
    return {
      tensor: name,
      place: placeIn(shape, this.#first.index),
      value: this.#first.value,
      count: this.#count,
    };
  }

  #look(bytes: Uint8Array, block: number): void {
    for (const half of this.#halves) {
      const at = block + half;
      // The exponent of f16, all bits set.
      if ((bytes[at + 1] & 0x7c) !== 0x7c) continue;
      const [value] = widenTensor({ name: '', dtype: 'F16', shape: [1], bytes: bytes.subarray(at, at + 2) });
      this.#first ??= { index: this.#blocks * this.#weights, value };
      this.#count += this.#weights;
      break;
    }
    this.#blocks++;
  }
}
