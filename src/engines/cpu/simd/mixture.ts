import type { Experts, ModelConfig } from '../../../model/model-config.ts';
import type { Vector } from '../arithmetic.ts';
import type { CpuMixture, ExpertProducts, See } from '../cpu-mixture.ts';
import { type Matrix, quadBytes } from './matrices.ts';
import { addTo, plannedProduct, type TabledPlan } from './operations.ts';
import type { LayerOfStep, SimdStep } from './simd-step.ts';
import type { Rows } from './step-scratch.ts';

/** Whether each expert's columns begin where a quad does. */
export function packsExperts({ hiddenSize, intermediateSize }: ModelConfig): boolean {
  return hiddenSize % 4 === 0 && intermediateSize % 4 === 0;
}

/** A row by one expert's columns at a time, which lie beside those of the others. */
export function simdExperts(
  { hiddenSize, intermediateSize }: ModelConfig,
  { count }: Experts,
): ExpertProducts<LayerOfStep> {
  const gatedBy = ({ step, layer }: LayerOfStep, place: number, x: Vector) => {
    const { plans, tables } = step;
    const planned = { plan: plans.matmul.gate_up, chunksAt: tables.chunks.gate_up };
    return times(step, planned, columnsOf(layer.gateUp, place, intermediateSize), x);
  };
  return {
    scores: ({ router }, { step, layer }, x) =>
      times(step, { plan: router!, chunksAt: step.tables.routerChunks! }, layer.router!, x),
    gateUp: (_, of, expert, x) => [gatedBy(of, expert, x), gatedBy(of, count + expert, x)],
    down: ({ matmul }, { step, layer }, expert, x) => {
      const planned = { plan: matmul.down, chunksAt: step.tables.chunks.down };
      return times(step, planned, columnsOf(layer.down, expert, hiddenSize), x);
    },
  };
}

/** Adds a layer's mixture to the residual stream of every row; `x` is the normalised one. */
export function addMixture(step: SimdStep, mixture: CpuMixture<LayerOfStep>, index: number, x: Rows): void {
  const { of, plans, rows, scratch, observe } = step;
  const { config, memory, weights } = of;
  const { residual, product } = scratch;
  const rowOf = ({ at, stride }: Rows, row: number) => memory.floats(at + row * stride, config.hiddenSize);
  const all = Array.from({ length: rows }, (_, row) => row);
  const see = all.map(
    (row): See =>
      (name, ...values) =>
        observe?.(row, index, name, ...values),
  );
  const normed = all.map((row) => rowOf(x, row));
  const sums = mixture.sums(plans, normed, { step, layer: weights.layers[index] }, see);
  step.laps?.lap('mixed', index);
  sums.forEach((sum, row) => {
    rowOf(product, row).set(sum);
  });
  addTo(step, residual, product);
  step.see?.(index, 'mlp_residual', { rows: residual, elements: config.hiddenSize });
}

/** The `place`-th run of so many columns of a matrix. */
function columnsOf(w: Matrix, place: number, columns: number): Matrix {
  return { ...w, at: w.at + ((place * columns) / 4) * quadBytes(w.terms, w.form), columns };
}

/** One row's product; a copy. */
function times(step: SimdStep, planned: TabledPlan, w: Matrix, x: Vector): Vector {
  const { memory } = step.of;
  const { x: from, y } = step.scratch.expert!;
  memory.floats(from.at, w.terms).set(x);
  plannedProduct(step, planned, { x: from, rows: 1, w, y });
  return memory.floats(y.at, w.columns).slice();
}
