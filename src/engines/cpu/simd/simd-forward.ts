import type { ModelConfig } from '../../../model/config.ts';
import type { MatmulName } from '../../../model/operations.ts';
import { attentionScale } from '../../../numerics/attention-plan.ts';
import { DIGEST_LANES } from '../../../numerics/digest.ts';
import type { ArmLimits } from '../../../steps/arm-spec.ts';
import type { StepPlan } from '../../../steps/step-plan.ts';
import type { StepPlans } from '../../../steps/step-plans.ts';
import type { Observe } from '../cpu-forward.ts';
import type { Forward, LogitRow } from '../forwards.ts';
import { DTYPE_CODES, type Kernels } from './kernels.ts';
import { type Matrix, type PackedLayer, type PackedWeights, padded } from './packed-weights.ts';
import { type Piece, valuesOf } from './pieces.ts';
import { type LayerCache, SimdCache } from './simd-cache.ts';
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
}

/** One step under way. */
interface Step {
  readonly plans: StepPlans;
  readonly rows: number;
  readonly scratch: StepScratch;
  readonly tables: StepTables;
  readonly see: (layer: number | null, name: Parameters<Observe>[2], ...pieces: readonly Piece[]) => void;
}

/**
 * CpuForward's steps by the kernels of assembly/, a whole operation of all rows a call: the same sums in the same order, so the
 * same bits.
 */
export class SimdForward implements Forward {
  readonly #of: SimdSetting;
  readonly #cache: SimdCache;
  readonly #scratch: ScratchSpace;
  readonly #tables: TableSpace;

  /** Throws WasmMemoryError where the cache, or scratch for the largest step, does not fit. */
  constructor(setting: SimdSetting, { maxTokensPerStep, maxSequences, maxContext, blocks }: ArmLimits) {
    const { config, memory } = setting;
    this.#of = setting;
    this.#scratch = new ScratchSpace(config, memory);
    this.#tables = new TableSpace(memory);
    this.#cache = new SimdCache(config, memory, { maxContext, blocks });
    try {
      this.#scratch.roomFor({ rows: maxTokensPerStep, sampled: maxSequences, keys: maxContext });
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
    this.#cache.spoil();
  }

  destroy(): void {
    this.#cache.destroy();
    this.#scratch.destroy();
    this.#tables.destroy();
  }

  #begin(plan: StepPlan, plans: StepPlans, observe: Observe | undefined): Step {
    const tables = this.#tables.write(plan, plans, this.#cache.slotBytes);
    const [rows, sampled] = [plans.rows.length, plans.sampledRows.length];
    const scratch = this.#scratch.roomFor({ rows, sampled, keys: tables.mostKeys });
    const see: Step['see'] = (layer, name, ...pieces) => {
      if (!observe) return;
      for (let row = 0; row < rows; row++) {
        const at = (piece: Piece) =>
          valuesOf(this.#of.memory, piece, piece.bySlot ? plans.rows[row].slot : row);
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
    this.#attend(step, this.#cache.layers[index]);
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
    const cache = this.#cache.layers[index];
    const keysAt = qkv.at + 4 * heads * headDim;
    const valuesAt = keysAt + 4 * kvHeads * headDim;
    this.#matmul(step, 'qkv', normed, rows, layer.qkv, qkv);
    see(index, 'qkv', { rows: qkv, elements: (heads + 2 * kvHeads) * headDim });
    this.#finish(step, index, layer);
    const turn = [this.#cache.angles, tables.positions] as const;
    kernels.rope(
      ...([qkv.at, qkv.stride, rows, heads, headDim] as const),
      ...([q.at, q.stride, this.#cache.headBytes, ...turn, 0, dtype] as const),
    );
    kernels.rope(
      ...([keysAt, qkv.stride, rows, kvHeads, headDim] as const),
      ...([cache.k, this.#cache.slotBytes, this.#cache.headBytes, ...turn, tables.slots, dtype] as const),
    );
    kernels.scatter(
      ...([valuesAt, qkv.stride, rows, kvHeads, headDim] as const),
      ...([cache.v, this.#cache.slotBytes, this.#cache.headBytes, tables.slots, dtype] as const),
    );
    const bySlot = { elements: headDim, heads: kvHeads, bySlot: true };
    see(index, 'q', { rows: q, elements: headDim, heads });
    see(index, 'k', { ...bySlot, rows: { at: cache.k, stride: this.#cache.slotBytes } });
    see(index, 'v', { ...bySlot, rows: { at: cache.v, stride: this.#cache.slotBytes } });
  }

  /** Biases and norms of queries and keys, where the model has them, in the place of the sums; nothing is rounded. */
  #finish({ plans, scratch, rows, see }: Step, index: number, { qkvBias, qkNorm }: PackedLayer): void {
    const { config, kernels } = this.#of;
    const { heads, kvHeads, headDim, rmsNormEps } = config;
    const { qkv, lanes } = scratch;
    const elements = (heads + 2 * kvHeads) * headDim;
    if (qkvBias !== null) {
      for (let row = 0; row < rows; row++)
        kernels.addTo(qkv.at + row * qkv.stride, qkvBias, qkv.stride / 16, DTYPE_CODES.f32);
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

  #attend({ scratch, tables, rows }: Step, cache: LayerCache): void {
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

  #seeLast({ plans, scratch }: Step, observe: Observe | undefined): void {
    if (!observe) return;
    const { memory, config } = this.#of;
    const { hiddenSize, vocabSize } = config;
    plans.sampledRows.forEach((row, i) => {
      observe(row, null, 'final_norm', valuesOf(memory, { rows: scratch.normed, elements: hiddenSize }, i));
      observe(row, null, 'head', valuesOf(memory, { rows: scratch.logits, elements: vocabSize }, i));
    });
  }
}
