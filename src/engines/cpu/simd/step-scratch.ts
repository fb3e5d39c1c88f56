import type { ModelConfig } from '../../../model/model-config.ts';
import { BLOCK } from '../../../model/quantise.ts';
import { RECORD_WORDS } from './kernels.ts';
import { padded } from './matrices.ts';
import type { WasmMemory } from './wasm-memory.ts';

/** Rows of f32 in the memory; `stride` in bytes. Rows end in zeros up to a whole vector of four. */
export interface Rows {
  readonly at: number;
  readonly stride: number;
}

/** Most lanes of a norm's plan. */
const NORM_LANES = 256;

/** What a step's operations leave for those after them, (rows) each. */
export interface StepScratch {
  readonly residual: Rows;
  readonly normed: Rows;
  readonly qkv: Rows;
  /** Rotated; each head padded to whole vectors. */
  readonly q: Rows;
  readonly attended: Rows;
  /** o, then down. */
  readonly product: Rows;
  readonly gateUp: Rows;
  readonly activated: Rows;
  /** (sampled rows). */
  readonly logits: Rows;
  /** (sampled rows) records of what is told of the logits. */
  readonly told: number;
  readonly lanes: number;
  /** A block of four columns of any product, widened to f32. */
  readonly wide: number;
  /** Scores of two heads, `scoreBytes` each, then for each of them four words and two values of head_dim. */
  readonly scores: number;
  readonly scoreBytes: number;
  /** Activations of a product as q8, 16 bits each in whole blocks, and the rows' scales in f32; null where none are quantised. */
  readonly quantised: { readonly integers: Rows; readonly scales: number } | null;
  /** One row's way through an expert; null where the model has none. */
  readonly expert: { readonly x: Rows; readonly y: Rows } | null;
}

/** Largest step that scratch has room for. */
interface Room {
  readonly rows: number;
  readonly sampled: number;
  readonly keys: number;
}

/** The scratch of one arm, made anew where a step is larger than all before it. */
export class ScratchSpace {
  readonly #config: ModelConfig;
  readonly #memory: WasmMemory;
  readonly #quantises: boolean;
  #room: Room = { rows: 0, sampled: 0, keys: 0 };
  #scratch: StepScratch | null = null;
  #blocks: number[] = [];

  constructor(config: ModelConfig, memory: WasmMemory, quantises: boolean) {
    this.#config = config;
    this.#memory = memory;
    this.#quantises = quantises;
  }

  /** Throws WasmMemoryError. */
  roomFor(step: Room): StepScratch {
    const { rows, sampled, keys } = this.#room;
    const fits = step.rows <= rows && step.sampled <= sampled && step.keys <= keys;
    if (this.#scratch && fits) return this.#scratch;
    this.destroy();
    this.#room = {
      rows: Math.max(rows, step.rows),
      sampled: Math.max(sampled, step.sampled),
      // A context grows by one key at a time: not at every step.
      keys: step.keys <= keys ? keys : Math.max(256, 2 * step.keys),
    };
    this.#scratch = this.#allocate(this.#room);
    return this.#scratch;
  }

  get bytes(): number {
    return this.#memory.bytesAt(this.#blocks);
  }

  destroy(): void {
    for (const at of this.#blocks) this.#memory.free(at);
    this.#blocks = [];
    this.#scratch = null;
  }

  #allocate({ rows, sampled, keys }: Room): StepScratch {
    const { hiddenSize, heads, kvHeads, headDim, intermediateSize, vocabSize, experts } = this.#config;
    const allocate = (bytes: number): number => {
      const at = this.#memory.allocate(bytes);
      this.#blocks.push(at);
      return at;
    };
    const block = (elements: number, count = rows): Rows => {
      const stride = 4 * padded(elements);
      // Kernels may read a vector past the last element, and use none of it.
      return { at: allocate(stride * Math.max(1, count) + 16), stride };
    };
    const scoreBytes = 4 * padded(keys);
    const mostTerms = Math.max(hiddenSize, intermediateSize, heads * headDim);
    const stride = 2 * BLOCK * Math.ceil(mostTerms / BLOCK);
    // Sampled rows are some of a step's.
    const quantised = () => ({
      integers: { at: allocate(stride * rows), stride },
      scales: allocate(4 * rows),
    });
    return {
      residual: block(hiddenSize),
      normed: block(hiddenSize),
      qkv: block((heads + 2 * kvHeads) * headDim),
      q: block(heads * padded(headDim)),
      attended: block(heads * headDim),
      product: block(hiddenSize),
      gateUp: block(2 * intermediateSize),
      activated: block(intermediateSize),
      logits: block(vocabSize, sampled),
      told: allocate(4 * RECORD_WORDS * sampled),
      lanes: allocate(4 * NORM_LANES),
      wide: allocate(16 * padded(mostTerms)),
      scores: allocate(2 * (scoreBytes + 16 + 8 * padded(headDim))),
      scoreBytes,
      quantised: this.#quantises ? quantised() : null,
      expert: experts
        ? { x: block(mostTerms, 1), y: block(Math.max(experts.count, hiddenSize, intermediateSize), 1) }
        : null,
    };
  }
}
