import type { Checkpoint } from '../../model/checkpoint.ts';
import type { WeightDtype } from '../../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { StepWidths } from '../../steps/dynamic-widths.ts';
import type { RoutedStep } from '../../steps/expert-capacity.ts';
import { mostPositions } from '../../steps/step-bounds.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import type { StepPlans } from '../../steps/step-plans.ts';
import type { BlockMemory } from '../block-memory.ts';
import { replayArithmetic } from './arithmetic.ts';
import { CpuForward, type Observe } from './cpu-forward.ts';
import { plainProducts, quantisedProducts } from './cpu-products.ts';
import type { LogitFigures } from './cpu-sample.ts';
import { type CpuWeights, cpuBlocks, cpuWeights } from './cpu-weights.ts';
import { dynamicProducts } from './dynamic-products.ts';
import { WidthChooser } from './width-chooser.ts';

export interface LogitRow {
  /** (vocabulary) logits of a sampled row; a view, read before the arm's next step. */
  readonly logits: () => Float32Array;
  readonly figures: LogitFigures | null;
}

/** An arm's forward pass with its cache. */
export interface Forward {
  /** The sampled rows' logits; `observe` is given every output of every row. May await `breathe` on its way. */
  run(plan: StepPlan, plans: StepPlans, breathe: () => Promise<void>, observe?: Observe): Promise<LogitRow[]>;
  /** What the routers of the last step chose; null where the model has none. Left out by passes that serve no such model. */
  readonly routed?: () => RoutedStep | null;
  /** Which widths the products of the last step had; left out where they have one. */
  readonly widths?: (() => StepWidths) | undefined;
  /** Its keys and values. */
  readonly blocks: BlockMemory;
  spoilCaches(): void;
  destroy(): void;
}

/** One checkpoint's forward passes, which share its weights. */
export interface Forwards {
  /** Throws ModelError where a weight does not fit the arm's dtype. */
  open(spec: ArmSpec): Forward;
  destroy(): void;
}

export type CreateForwards = (checkpoint: Checkpoint, rule: MultiplyAddRule) => Forwards;

/** The passes that read like the paper: the oracle of every faster one. */
export function readableForwards(checkpoint: Checkpoint, rule: MultiplyAddRule): Forwards {
  const weights = new Map<WeightDtype, CpuWeights>();
  const weightsAs = (dtype: WeightDtype): CpuWeights => {
    const widened = weights.get(dtype) ?? cpuWeights(checkpoint, dtype);
    weights.set(dtype, widened);
    return widened;
  };
  return {
    open({ activations, weights: dtype, quantize, dynamic, limits, experts }) {
      const arithmetic = replayArithmetic(activations, rule);
      const [widened, positions] = [weightsAs(dtype), mostPositions(limits)];
      const { config } = checkpoint;
      const { blocks, lent } = limits;
      const lower = lent && weightsAs(lent.to);
      const chooser = dynamic && new WidthChooser(dynamic);
      const products = chooser
        ? dynamicProducts(
            config,
            { weights: widened, lower: weightsAs(dynamic.low) },
            chooser,
            plainProducts(arithmetic),
          )
        : quantize && quantisedProducts(quantize, rule, cpuBlocks(checkpoint, dtype, widened));
      const forward = new CpuForward(config, widened, arithmetic, blocks, positions, {
        ...{ products, lower, capacity: experts?.capacity ?? null },
      });
      return {
        routed: () => forward.routed,
        ...(chooser && { widths: () => chooser.chosen }),
        blocks: forward.caches,
        run(plan, plans, _, observe) {
          chooser?.begin();
          const rows = forward.run(plan, plans, observe);
          return Promise.resolve(
            rows.map((logits) => ({ logits: () => logits as Float32Array, figures: null })),
          );
        },
        spoilCaches: () => forward.caches.spoil(),
        destroy: () => undefined,
      };
    },
    destroy: () => weights.clear(),
  };
}
