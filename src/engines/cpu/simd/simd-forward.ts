import type { MathName } from '../../../numerics/math-name.ts';
import type { ArmLimits } from '../../../steps/arm-spec.ts';
import type { StepWidths } from '../../../steps/dynamic-widths.ts';
import type { RoutedStep } from '../../../steps/expert-capacity.ts';
import { mostSampled } from '../../../steps/step-bounds.ts';
import { STEP_PARTS, type StepLaps } from '../../../steps/step-laps.ts';
import type { StepPlan } from '../../../steps/step-plan.ts';
import type { StepPlans } from '../../../steps/step-plans.ts';
import type { BlockMemory } from '../../block-memory.ts';
import { weightsOfStep } from '../../lowered-weights.ts';
import type { Observe } from '../cpu-forward.ts';
import type { Forward, LogitRow } from '../forwards.ts';
import { addAttention, addMlp } from './layer.ts';
import { logitRows } from './logit-rows.ts';
import { MATRIX_FORMS, padded } from './matrices.ts';
import { matmul, norm } from './operations.ts';
import { valuesOf } from './pieces.ts';
import { SimdCache } from './simd-cache.ts';
import type { SimdSetting, SimdStep } from './simd-step.ts';
import { ScratchSpace } from './step-scratch.ts';
import { TableSpace } from './step-tables.ts';
import type { WasmMemory } from './wasm-memory.ts';

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
  constructor(setting: SimdSetting, limits: ArmLimits, math: MathName) {
    const { config, memory } = setting;
    const { maxTokensPerStep: rows, maxContext: keys } = limits;
    this.#of = setting;
    this.#scratch = new ScratchSpace(config, memory, setting.quantize !== null);
    this.#tables = new TableSpace(memory);
    this.#cache = new SimdCache(config, memory, limits, math);
    try {
      this.#scratch.roomFor({ rows, sampled: mostSampled(limits), keys });
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
    laps?: StepLaps,
  ): Promise<LogitRow[]> {
    this.#of.widths?.begin();
    const step = this.#begin(plan, plans, observe, laps);
    laps?.lap(STEP_PARTS.tables);
    const { weights, mixture } = step.of;
    mixture?.begin();
    embed(step);
    for (let index = 0; index < weights.layers.length; index++) {
      addAttention(step, this.#cache, index);
      addMlp(step, index);
      await breathe();
      laps?.lap(STEP_PARTS.yield);
    }
    finalNorm(step);
    laps?.lap('final_norm', null);
    const { normed, logits } = step.scratch;
    matmul(step, 'head', normed, plans.sampledRows.length, weights.head, logits);
    laps?.lap('head', null);
    if (observe) seeLast(step, observe);
    const rows = logitRows(step);
    laps?.lap(STEP_PARTS.tell);
    return rows;
  }

  get widths(): (() => StepWidths) | undefined {
    const { widths } = this.#of;
    return widths && (() => widths.chosen);
  }

  get blocks(): BlockMemory {
    return this.#cache;
  }

  held() {
    const { weights, lower } = this.#of;
    const own = this.#cache.bytes + this.#scratch.bytes + this.#tables.bytes;
    return { weights: weights.bytes + (lower?.bytes ?? 0), own };
  }

  routed(): RoutedStep | null {
    return this.#of.mixture?.routed ?? null;
  }

  spoilCaches(): void {
    this.#cache.spoil();
  }

  destroy(): void {
    this.#cache.destroy();
    this.#scratch.destroy();
    this.#tables.destroy();
  }

  #begin(plan: StepPlan, plans: StepPlans, observe?: Observe, laps?: StepLaps): SimdStep {
    const tables = this.#tables.write(plan, plans, this.#cache.slotBytes);
    const [rows, sampled] = [plans.rows.length, plans.sampledRows.length];
    const scratch = this.#scratch.roomFor({ rows, sampled, keys: tables.mostKeys });
    const shown = observe ? showing(this.#of.memory, plans, observe) : null;
    const see = laps ? lapping(laps, shown) : shown;
    const weights = weightsOfStep(this.#of, plan.lowered);
    const of = weights === this.#of.weights ? this.#of : { ...this.#of, weights };
    return { of, plans, rows, scratch, tables, see, observe: observe ?? null, laps: laps ?? null };
  }
}

/** Tells that an operation is done, and what showing it to someone else took. */
function lapping(laps: StepLaps, shown: SimdStep['see']): SimdStep['see'] {
  return (layer, name, ...pieces) => {
    laps.lap(name, layer);
    if (!shown) return;
    shown(layer, name, ...pieces);
    laps.lap(STEP_PARTS.captures, layer);
  };
}

function showing(memory: WasmMemory, { rows }: StepPlans, observe: Observe): SimdStep['see'] {
  return (layer, name, ...pieces) => {
    rows.forEach(({ slot }, row) => {
      const values = pieces.map((piece) => valuesOf(memory, piece, piece.bySlot ? slot : row));
      observe(row, layer, name, ...values);
    });
  };
}

function embed({ of, rows, scratch, tables, see }: SimdStep): void {
  const { config, kernels, weights, dtype } = of;
  const { at, form } = weights.embedding;
  const { residual, wide } = scratch;
  const k4 = padded(config.hiddenSize) / 4;
  // biome-ignore format: one line a group of what it computes with
  kernels.embed(
    at, k4, MATRIX_FORMS[form], config.embeddingScale ?? 1, tables.tokens, rows,
    residual.at, residual.stride, dtype, wide,
  );
  see?.(null, 'embed', { rows: residual, elements: config.hiddenSize });
}

/** Of the sampled rows, which lie end to end from then on; neighbours go together. */
function finalNorm(step: SimdStep): void {
  const { residual, normed } = step.scratch;
  const { sampledRows } = step.plans;
  for (let first = 0, next = 1; first < sampledRows.length; first = next, next++) {
    while (sampledRows[next] === sampledRows[next - 1] + 1) next++;
    const from = { at: residual.at + sampledRows[first] * residual.stride, stride: residual.stride };
    const to = { at: normed.at + first * normed.stride, stride: normed.stride };
    norm(step, from, next - first, step.of.weights.finalNorm, to);
  }
}

function seeLast({ of, plans, scratch }: SimdStep, observe: Observe): void {
  const { memory, config } = of;
  const normed = { rows: scratch.normed, elements: config.hiddenSize };
  const logits = { rows: scratch.logits, elements: config.vocabSize };
  plans.sampledRows.forEach((row, i) => {
    observe(row, null, 'final_norm', valuesOf(memory, normed, i));
    observe(row, null, 'head', valuesOf(memory, logits, i));
  });
}
