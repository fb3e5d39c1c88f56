import type { ModelConfig } from '../../model/model-config.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { weightAt } from '../../model/model-weights.ts';
import { isWide, type WideProduct } from '../../steps/dynamic-widths.ts';
import type { TwoFormats } from '../lowered-weights.ts';
import type { Vector } from './arithmetic.ts';
import type { Products } from './cpu-products.ts';
import type { CpuWeights } from './cpu-weights.ts';
import type { WidthChooser } from './width-chooser.ts';

/** Where a matrix is read, and what it is in the smaller format. */
interface Place {
  readonly layer: number;
  readonly name: WideProduct;
  readonly lower: Vector;
}

/** Products of which each row reads the arm's weights or the smaller ones, as `chooser` says: the same plan over other terms. */
export function dynamicProducts(
  config: ModelConfig,
  { weights, lower }: Required<TwoFormats<CpuWeights>>,
  chooser: WidthChooser,
  plain: Products,
): Products {
  const places = new Map<Vector, Place>();
  for (const { layer, name, weights: matrices } of modelGraph(config).operations) {
    if (layer === null || !isWide(name)) continue;
    for (const at of matrices) places.set(weightAt(weights, at), { layer, name, lower: weightAt(lower, at) });
  }
  // q, k and v read the same rows, and so do gate and up: chosen for once.
  let last: { readonly rows: readonly Vector[]; readonly high: Uint8Array } | null = null;
  return (plan, rows, matrix) => {
    const place = places.get(matrix);
    if (!place) return plain(plan, rows, matrix);
    if (last?.rows !== rows)
      last = { rows, high: chooser.choose(place.layer, place.name, rows as readonly Float32Array[]) };
    const { high } = last;
    return rows.flatMap((row, i) => plain(plan, [row], high[i] ? matrix : place.lower));
  };
}
