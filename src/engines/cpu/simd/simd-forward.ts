import type { ModelConfig } from '../../../model/config.ts';
import type { MatmulName } from '../../../model/operations.ts';
import { ropeAngles } from '../../../model/rope-angles.ts';
import { attentionScale } from '../../../numerics/attention-plan.ts';
import { DIGEST_LANES } from '../../../numerics/digest.ts';
import { BLOCK_POSITIONS } from '../../../steps/kv-blocks.ts';
import type { StepPlan } from '../../../steps/step-plan.ts';
import type { StepPlans } from '../../../steps/step-plans.ts';
import type { Observe } from '../cpu-forward.ts';
import type { Forward, LogitRow } from '../forwards.ts';
import { DTYPE_CODES, type Kernels } from './kernels.ts';
import { type Matrix, type PackedLayer, type PackedWeights, padded } from './packed-weights.ts';
import { type Rows, ScratchSpace, type StepScratch } from './step-scratch.ts';
import { type StepTables, TableSpace } from './step-tables.ts';
import type { WasmMemory } from './wasm-memory.ts';

/** What an arm's passes compute with. */
export interface SimdSetting {
  readonly config: ModelConfig;
  readonly weights: PackedWeights;
  readonly kernels: Kernels;
  readonly memory: WasmMemory;
  /** Of DTYPE_CODES. */
  readonly dtype: number;
  readonly blocks: number;
  readonly maxContext: number;
}

/** A layer's cache: (slots, kv_heads, head_dim padded to whole vectors). */
interface SimdCache {
  readonly k: number;
  readonly v: number;
}

/** One step under way. */
interface Step {
  readonly plans: StepPlans;
  readonly rows: number;
  readonly scratch: StepScratch;
  readonly tables: StepTables;
  readonly see: (layer: number | null, name: Parameters<Observe>[2], ...pieces: readonly Piece[]) => void;
}

/** Where an output lies: its rows, and in each a number of heads, or one piece, of so many elements. */
interface Piece {
  readonly rows: Rows;
  readonly elements: number;
  readonly offset?: number;
  /** Heads are padded to whole vectors. */
  readonly heads?: number;
  /** Rows of the cache are found by their slots. */
  readonly bySlot?: boolean;
}

/**
 * CpuForward's steps by the kernels of assembly/, a whole operation of all rows a call: the same sums in the same order, so the
 * same bits.
 */
export class SimdForward implements Forward {
  readonly #of: SimdSetting;
  readonly #angles: number;
  readonly #caches: readonly SimdCache[];
  readonly #cacheBytes: number;
  readonly #slotBytes: number;
  readonly #headBytes: number;
  readonly #scratch: ScratchSpace;
  readonly #tables: TableSpace;
  readonly #taken: number[] = [];

  /** Throws WasmMemoryError where the cache does not fit. */
  constructor(setting: SimdSetting) {
    const { config, memory, blocks, maxContext, weights } = setting;
    this.#of = setting;
    this.#headBytes = 4 * padded(config.headDim);
    this.#slotBytes = config.kvHeads * this.#headBytes;
    this.#cacheBytes = blocks * BLOCK_POSITIONS * this.#slotBytes;
    this.#scratch = new ScratchSpace(config, memory);
    this.#tables = new TableSpace(memory);
    try {
      const angles = ropeAngles(config, maxContext);
      this.#angles = this.#allocate(4 * angles.length);
      memory.floats(this.#angles, angles.length).set(angles);
      this.#caches = weights.layers.map(() => ({
        k: this.#allocate(this.#cacheBytes),
        v: this.#allocate(this.#cacheBytes),
      }));
    } catch (error) {
      this.destroy();
      throw error;
    }
  }

  async run(
    plan: StepPlan,
    plans: StepPlans,
    breathe: () => Promise<void>,
    observe?: Observe,
  ): Promise<LogitRow[]> {
    const { config, kernels, weights, dtype } = this.#of;
    const step = this.#begin(plan, plans, observe);
    const { residual, normed, logits } = step.scratch;
    const k4 = padded(config.hiddenSize) / 4;
    const { embedding } = weights;
    plans.rows.forEach(({ token }, i) => {
      const row = residual.at + i * residual.stride;
      kernels.embed(embedding.at, k4, Number(embedding.half), token, row, dtype);
    });
    step.see(null, 'embed', { rows: residual, elements: config.hiddenSize });
    for (const [index, layer] of weights.layers.entries()) {
      this.#layer(step, index, layer);
      await breathe();
    }
    plans.sampledRows.forEach((row, i) => {
      const from = { at: residual.at + row * residual.stride, stride: residual.stride };
      this.#norm(step, from, 1, weights.finalNorm, { ...normed, at: normed.at + i * normed.stride });
    });
    this.#matmul(step, 'head', normed, plans.sampledRows.length, weights.head, logits);
    this.#seeLast(step, observe);
    return plans.sampledRows.map((_, i) => this.#logitRow(step, logits.at + i * logits.stride));
  }

  spoilCaches(): void {
    const { memory } = this.#of;
    for (const { k, v } of this.#caches)
      for (const at of [k, v]) memory.floats(at, this.#cacheBytes / 4).fill(Number.NaN);
  }

  destroy(): void {
    for (const at of this.#taken.splice(0)) this.#of.memory.free(at);
    this.#scratch.destroy();
    this.#tables.destroy();
  }

  #allocate(bytes: number): number {
    const at = this.#of.memory.allocate(bytes);
    this.#taken.push(at);
    return at;
  }

  #begin(plan: StepPlan, plans: StepPlans, observe: Observe | undefined): Step {
    const tables = this.#tables.write(plan, plans, this.#slotBytes);
    const [rows, sampled] = [plans.rows.length, plans.sampledRows.length];
    const scratch = this.#scratch.roomFor({ rows, sampled, keys: tables.mostKeys });
    const see: Step['see'] = (layer, name, ...pieces) => {
      if (!observe) return;
      for (let row = 0; row < rows; row++) {
        const at = (piece: Piece) => this.#values(piece, piece.bySlot ? plans.rows[row].slot : row);
        observe(row, layer, name, ...pieces.map(at));
      }
    };
    return { plans, rows, scratch, tables, see };
  }

  #layer(step: Step, index: number, layer: PackedLayer): void {
    const { config, kernels, dtype } = this.#of;
    const { rows, scratch, see } = step;
    const { residual, normed, product, gateUp, activated, attended } = scratch;
    const { hiddenSize, intermediateSize, heads, headDim } = config;
    this.#norm(step, residual, rows, layer.inputNorm, normed);
    see(index, 'norm', { rows: normed, elements: hiddenSize });
    this.#project(step, index, layer);
    this.#attend(step, this.#caches[index]);
    see(index, 'attention', { rows: attended, elements: heads * headDim });
    this.#matmul(step, 'o', attended, rows, layer.o, product);
    see(index, 'o', { rows: product, elements: hiddenSize });
    this.#addTo(residual, product, rows);
    see(index, 'residual', { rows: residual, elements: hiddenSize });
    this.#norm(step, residual, rows, layer.postNorm, normed);
    see(index, 'mlp_norm', { rows: normed, elements: hiddenSize });
    this.#matmul(step, 'gate_up', normed, rows, layer.gateUp, gateUp);
    see(index, 'gate_up', { rows: gateUp, elements: 2 * intermediateSize });
    kernels.swiglu(
      ...([gateUp.at, gateUp.stride, rows, intermediateSize] as const),
      ...([activated.at, activated.stride, dtype] as const),
    );
    see(index, 'swiglu', { rows: activated, elements: intermediateSize });
    this.#matmul(step, 'down', activated, rows, layer.down, product);
    see(index, 'down', { rows: product, elements: hiddenSize });
    this.#addTo(residual, product, rows);
    see(index, 'mlp_residual', { rows: residual, elements: hiddenSize });
  }

  /** q rotated and rounded; k and v of the rows go to the cache. */
  #project(step: Step, index: number, layer: PackedLayer): void {
    const { config, kernels, dtype } = this.#of;
    const { rows, tables, see } = step;
    const { normed, qkv, q } = step.scratch;
    const { heads, kvHeads, headDim } = config;
    const cache = this.#caches[index];
    const keysAt = qkv.at + 4 * heads * headDim;
    const valuesAt = keysAt + 4 * kvHeads * headDim;
    this.#matmul(step, 'qkv', normed, rows, layer.qkv, qkv);
    see(index, 'qkv', { rows: qkv, elements: (heads + 2 * kvHeads) * headDim });
    this.#finish(step, index, layer);
    const turn = [this.#angles, tables.positions] as const;
    kernels.rope(
      ...([qkv.at, qkv.stride, rows, heads, headDim] as const),
      ...([q.at, q.stride, this.#headBytes, ...turn, 0, dtype] as const),
    );
    kernels.rope(
      ...([keysAt, qkv.stride, rows, kvHeads, headDim] as const),
      ...([cache.k, this.#slotBytes, this.#headBytes, ...turn, tables.slots, dtype] as const),
    );
    kernels.scatter(
      ...([valuesAt, qkv.stride, rows, kvHeads, headDim] as const),
      ...([cache.v, this.#slotBytes, this.#headBytes, tables.slots, dtype] as const),
    );
    const bySlot = { elements: headDim, heads: kvHeads, bySlot: true };
    see(index, 'q', { rows: q, elements: headDim, heads });
    see(index, 'k', { ...bySlot, rows: { at: cache.k, stride: this.#slotBytes } });
    see(index, 'v', { ...bySlot, rows: { at: cache.v, stride: this.#slotBytes } });
  }

  /** Biases and norms of queries and keys, where the model has them, in the place of the sums; nothing is rounded. */
  #finish({ plans, scratch, rows, see }: Step, index: number, { qkvBias, qkNorm }: PackedLayer): void {
    const { config, kernels, memory } = this.#of;
    const { heads, kvHeads, headDim, rmsNormEps } = config;
    const { qkv, lanes } = scratch;
    const elements = (heads + 2 * kvHeads) * headDim;
    if (qkvBias !== null) {
      const bias = memory.floats(qkvBias, elements);
      for (let row = 0; row < rows; row++) {
        const sums = memory.floats(qkv.at + row * qkv.stride, elements);
        for (let n = 0; n < elements; n++) sums[n] += bias[n];
      }
      see(index, 'qkv_bias', { rows: qkv, elements });
    }
    if (qkNorm === null || !plans.headNorm) return;
    const stride = 4 * headDim;
    for (const [name, gain, first, count] of [
      ['q_norm', qkNorm.q, 0, heads],
      ['k_norm', qkNorm.k, heads, kvHeads],
    ] as const) {
      const of = { at: qkv.at + first * stride, stride: qkv.stride };
      for (let row = 0; row < rows; row++) {
        const at = of.at + row * of.stride;
        kernels.norm(
          ...([at, stride, count, headDim / 4, gain, 1 / headDim, rmsNormEps] as const),
          ...([plans.headNorm.lanes, lanes, at, stride, DTYPE_CODES.f32] as const),
        );
      }
      see(index, name, { rows: of, elements: count * headDim });
    }
  }

  #attend({ scratch, tables, rows }: Step, cache: SimdCache): void {
    const { config, kernels, dtype } = this.#of;
    const { heads, kvHeads, headDim } = config;
    const { q, attended, scores, scoreBytes } = scratch;
    kernels.attend(
      ...([q.at, q.stride, rows, heads, kvHeads, headDim] as const),
      ...([cache.k, cache.v, tables.records, attentionScale(headDim)] as const),
      ...([scores, scoreBytes, attended.at, attended.stride, dtype] as const),
    );
  }

  #logitRow({ scratch }: Step, at: number): LogitRow {
    const { kernels, memory, config } = this.#of;
    const { vocabSize } = config;
    kernels.digest(at, vocabSize, scratch.lanes);
    const digest = new Uint32Array(memory.integers(scratch.lanes, DIGEST_LANES));
    const logits = memory.floats(at, vocabSize).slice();
    return { logits, figures: { digest, expSum: kernels.expSum(at, vocabSize) } };
  }

  #norm({ plans, scratch }: Step, x: Rows, rows: number, gain: number, y: Rows): void {
    const { config, kernels, dtype } = this.#of;
    const { hiddenSize, rmsNormEps } = config;
    kernels.norm(
      ...([x.at, x.stride, rows, padded(hiddenSize) / 4, gain, 1 / hiddenSize, rmsNormEps] as const),
      ...([plans.norm.lanes, scratch.lanes, y.at, y.stride, dtype] as const),
    );
  }

  #matmul(
    { plans, tables, scratch }: Step,
    name: MatmulName,
    x: Rows,
    rows: number,
    w: Matrix,
    y: Rows,
  ): void {
    const { kernels } = this.#of;
    const { rule, lanes, laneTree, chunks } = plans.matmul[name];
    const k4 = padded(w.terms) / 4;
    const half = Number(w.half);
    const product = [x.at, x.stride, rows, w.at, k4, w.columns, y.at, y.stride] as const;
    if (lanes === 4 && laneTree === 'adjacent')
      kernels.matmul(...product, tables.chunks[name], chunks.length, half, scratch.wide);
    else if (lanes === 16 && laneTree === 'halving' && chunks.length === 1)
      kernels.matmul16(...product, half);
    else throw new RangeError(`the CPU engine has no kernel for ${rule}: ${lanes} lanes, ${laneTree} tree`);
  }

  #addTo(x: Rows, y: Rows, rows: number): void {
    // Rows lie end to end, their padding zero in both.
    this.#of.kernels.addTo(x.at, y.at, (rows * x.stride) / 16, this.#of.dtype);
  }

  /** A piece of one row, without padding. */
  #values({ rows, elements, heads = 1, offset = 0 }: Piece, row: number): Float32Array {
    const { memory } = this.#of;
    const start = rows.at + row * rows.stride + offset;
    if (heads === 1) return memory.floats(start, elements);
    const values = new Float32Array(heads * elements);
    for (let head = 0; head < heads; head++)
      values.set(memory.floats(start + head * this.#headBytes, elements), head * elements);
    return values;
  }

  #seeLast({ plans, scratch }: Step, observe: Observe | undefined): void {
    if (!observe) return;
    const { hiddenSize, vocabSize } = this.#of.config;
    plans.sampledRows.forEach((row, i) => {
      observe(row, null, 'final_norm', this.#values({ rows: scratch.normed, elements: hiddenSize }, i));
      observe(row, null, 'head', this.#values({ rows: scratch.logits, elements: vocabSize }, i));
    });
  }
}
