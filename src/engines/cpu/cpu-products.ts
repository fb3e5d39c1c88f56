import type { Blocks } from '../../model/quantise.ts';
import { BLOCK } from '../../model/quantise.ts';
import { widenTensor } from '../../model/widen.ts';
import type { Quantize } from '../../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import type { SumPlan } from '../../numerics/plan.ts';
import { largestBits, type QuantisedRow, quantiseRow, scaleOf } from '../../numerics/quantise-row.ts';
import { quantisedSum } from '../../numerics/quantised-sum.ts';
import { replaySum } from '../../numerics/replay.ts';
import type { Arithmetic, Vector } from './arithmetic.ts';

/** A product of a step: (rows) x (terms) times the weights, (columns, terms) row-major, gives (rows) x (columns). */
export type Products = (plan: SumPlan, rows: readonly Vector[], weights: Vector) => Vector[];

/** Every sum as it is planned, over weights and activations as they are. */
export function plainProducts({ dot, zeros }: Arithmetic): Products {
  return (plan, rows, weights) =>
    rows.map((x) => {
      const y = zeros(weights.length / plan.terms);
      for (let n = 0; n < y.length; n++) y[n] = dot(plan, weights, n * plan.terms, x, 0);
      return y;
    });
}

/**
 * Activations quantised to q8 before each product, by a scale for each row or one for all rows that the product reads, and exact integer sums.
 * `blocksOf` gives the blocks that weights are the values of.
 */
export function quantisedProducts(
  mode: Quantize,
  rule: MultiplyAddRule,
  blocksOf: (weights: Vector) => Blocks,
): Products {
  return (plan, rows, weights) => {
    const xs = quantiseRows(mode, rows as readonly Float32Array[]);
    const blocks = blocksOf(weights);
    return xs.map((x) => quantisedProduct(plan, rule, x, blocks));
  };
}

/** The operation `quantize`: rows of a product as q8. */
export function quantiseRows(mode: Quantize, rows: readonly Float32Array[]): QuantisedRow[] {
  const largest = rows.map(largestBits);
  const together = Math.max(...largest);
  return rows.map((row, i) => quantiseRow(row, scaleOf(mode === 'per-row' ? largest[i] : together)));
}

/** One row's sums, in f32 and in exactly the plan's order: the bits that a device must give. */
export function quantisedProduct(
  plan: SumPlan,
  rule: MultiplyAddRule,
  x: QuantisedRow,
  { rows, perRow, scales, integers }: Blocks,
): Float32Array<ArrayBuffer> {
  const { parts, order } = quantisedSum(plan);
  const widened = widenScales(scales);
  const y = new Float32Array(rows);
  const [sums, factors] = [new Float32Array(parts.length), new Float32Array(parts.length)];
  for (let n = 0; n < rows; n++) {
    for (let part = 0; part < parts.length; part++) {
      const { start, end } = parts[part];
      const row = n * perRow * BLOCK;
      let sum = 0;
      for (let k = start; k < end; k++) sum += x.integers[k] * integers[row + k];
      sums[part] = sum;
      factors[part] = widened[n * perRow + Math.floor(start / BLOCK)] * x.scale;
    }
    y[n] = replaySum(order, rule, factors, 0, sums, 0);
  }
  return y;
}

const widenedScales = new WeakMap<Uint16Array, Float32Array>();

function widenScales(scales: Uint16Array<ArrayBuffer>): Float32Array {
  const known = widenedScales.get(scales);
  if (known) return known;
  const bytes = new Uint8Array(scales.buffer, scales.byteOffset, scales.byteLength);
  const widened = widenTensor({ name: '', dtype: 'F16', shape: [scales.length], bytes });
  widenedScales.set(scales, widened);
  return widened;
}
