import type { Checkpoint } from '../../model/checkpoint.ts';
import { elementsOf } from '../../model/graph.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { weightAt } from '../../model/model-weights.ts';
import { f32FromBits } from '../../numerics/bits.ts';
import type { WeightDtype, WidthChoice } from '../../numerics/dtypes.ts';
import { estimateBits, projectionOf } from '../../numerics/error-projection.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import { type DynamicWidths, isWide, type LayerWidths, type WidthRule } from '../../steps/dynamic-widths.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import { planStep } from '../../steps/step-plans.ts';
import { replayArithmetic } from '../cpu/arithmetic.ts';
import { CpuForward } from '../cpu/cpu-forward.ts';
import { plainProducts, quantiseRows } from '../cpu/cpu-products.ts';
import { cpuWeights, weightDifferences } from '../cpu/cpu-weights.ts';

/** Rules by which about every second row of some steps reads the larger width of each product. */
export function medianWidths(
  checkpoint: Checkpoint,
  spec: ArmSpec,
  steps: readonly StepPlan[],
  low: 'q8' | 'q4',
  per: WidthChoice,
): Required<DynamicWidths> {
  const { config } = checkpoint;
  const wide = cpuWeights(checkpoint, spec.weights);
  const arithmetic = replayArithmetic(spec.activations, 'unfused');
  const rules = projections(checkpoint, spec.weights, low);
  const seen = new Map<ArrayLike<number>, number[]>();
  for (const { layer, name, weights } of modelGraph(config).operations)
    if (layer !== null && isWide(name)) seen.set(weightAt(wide, weights[0]), []);
  const order = [...seen.keys()];
  const plain = plainProducts(arithmetic);
  const forward = new CpuForward(config, wide, arithmetic, spec.limits.blocks, spec.limits.maxContext, {
    products: (plan, rows, weights) => {
      const { projection } = rules[order.indexOf(weights)] ?? {};
      if (projection)
        seen
          .get(weights)!
          .push(
            ...quantiseRows('per-row', rows as Float32Array[]).map((row) => estimateBits(projection, row)),
          );
      return plain(plan, rows, weights);
    },
  });
  for (const step of steps) forward.run(step, planStep(step, spec, config));
  const layers: Partial<Record<string, WidthRule>>[] = [];
  rules.forEach(({ layer, name, ...rule }, i) => {
    const sorted = seen.get(order[i])!.toSorted((a, b) => a - b);
    const threshold = f32FromBits(sorted[Math.floor(sorted.length / 2)]);
    layers[layer] = { ...layers[layer], [name]: { ...rule, threshold } };
  });
  return { low, targetBits: 6, per, rules: layers as LayerWidths[] };
}

/** The same rules, with one threshold for all. */
export function withThreshold(widths: Required<DynamicWidths>, threshold: number): DynamicWidths {
  const rules = widths.rules.map(
    (layer) =>
      Object.fromEntries(
        Object.entries(layer).map(([name, rule]) => [name, { ...rule, threshold }]),
      ) as unknown as LayerWidths,
  );
  return { ...widths, rules };
}

function projections(checkpoint: Checkpoint, high: WeightDtype, low: WeightDtype) {
  const [wide, narrow] = [high, low].map((dtype) => cpuWeights(checkpoint, dtype));
  return modelGraph(checkpoint.config).operations.flatMap(({ layer, name, weights }) => {
    if (layer === null || !isWide(name)) return [];
    const pieces = weightDifferences(wide, narrow, weights);
    const count = weights.reduce((sum, { shape }) => sum + elementsOf(shape), 0);
    const projection = projectionOf(pieces, weights[0].shape[1]);
    return [{ layer, name, projection, weights: count, bits: { low: 4.5, high: 8.5 } }];
  });
}
