import type { Checkpoint } from '../../model/checkpoint.ts';
import type { WeightDtype } from '../../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import type { MathName } from '../../numerics/math-name.ts';
import { mathOf } from '../../numerics/sets/kernel-sets.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { StepWidths } from '../../steps/dynamic-widths.ts';
import { mostPositions } from '../../steps/step-bounds.ts';
import { STEP_PARTS, type StepLaps } from '../../steps/step-laps.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import type { StepPlans } from '../../steps/step-plans.ts';
import { replayArithmetic } from './arithmetic.ts';
import { CpuForward, type Observe } from './cpu-forward.ts';
import { plainProducts, quantisedProducts } from './cpu-products.ts';
import { type CpuWeights, cpuBlocks, cpuWeights, weightsAsRead } from './cpu-weights.ts';
import { dynamicProducts } from './dynamic-products.ts';
import type { Forwards } from './forwards.ts';
import { WidthChooser } from './width-chooser.ts';

/** A pass that reads like the paper, and is through with a step before it returns. */
interface ReadablePass {
  readonly forward: CpuForward;
  /** Which widths the products of the last step had; left out where they have one. */
  readonly widths?: () => StepWidths;
  /** The sampled rows' logits, each (vocabulary). */
  run(plan: StepPlan, plans: StepPlans, observe?: Observe): Float32Array[];
}

/** One checkpoint's readable passes, which share its weights: the oracle of every faster one. */
interface ReadablePasses {
  /** Throws ModelError where a weight does not fit the arm's dtype. */
  open(spec: ArmSpec): ReadablePass;
  destroy(): void;
}

export function readablePasses(checkpoint: Checkpoint, rule: MultiplyAddRule): ReadablePasses {
  const weights = new Map<string, CpuWeights>();
  const weightsAs = (dtype: WeightDtype, math: MathName): CpuWeights => {
    const key = `${dtype} ${math}`;
    const make = () =>
      math === 'native'
        ? cpuWeights(checkpoint, dtype)
        : weightsAsRead(checkpoint, dtype, weightsAs(dtype, 'native'), math);
    const widened = weights.get(key) ?? make();
    weights.set(key, widened);
    return widened;
  };
  return {
    open({ activations, weights: dtype, kernels, quantize, dynamic, limits, experts }) {
      const math = mathOf(kernels);
      const arithmetic = replayArithmetic(activations, rule, math);
      const [widened, positions] = [weightsAs(dtype, math), mostPositions(limits)];
      const { config } = checkpoint;
      const { blocks, lent } = limits;
      const lower = lent && weightsAs(lent.to, math);
      const chooser = dynamic && new WidthChooser(dynamic);
      const products = chooser
        ? dynamicProducts(
            config,
            { weights: widened, lower: weightsAs(dynamic.low, math) },
            chooser,
            plainProducts(arithmetic),
          )
        : quantize && quantisedProducts(quantize, rule, cpuBlocks(checkpoint, dtype, widened));
      const forward = new CpuForward(config, widened, arithmetic, blocks, positions, {
        ...{ products, lower, capacity: experts?.capacity ?? null },
      });
      return {
        forward,
        ...(chooser && { widths: () => chooser.chosen }),
        run(plan, plans, observe) {
          chooser?.begin();
          return forward.run(plan, plans, observe) as Float32Array[];
        },
      };
    },
    destroy: () => weights.clear(),
  };
}

/** Operations run for all rows and are shown row by row: what an operation takes goes to its first. */
function lapping(laps: StepLaps, observe?: Observe): Observe {
  return (row, layer, name, ...values) => {
    laps.lap(name, layer);
    if (!observe) return;
    observe(row, layer, name, ...values);
    laps.lap(STEP_PARTS.captures, layer);
  };
}

/** The same as an engine has them. */
export function readableForwards(checkpoint: Checkpoint, rule: MultiplyAddRule): Forwards {
  const passes = readablePasses(checkpoint, rule);
  return {
    open(spec) {
      const { forward, widths, run } = passes.open(spec);
      return {
        routed: () => forward.routed,
        ...(widths && { widths }),
        blocks: forward.caches,
        run: (plan, plans, _, observe, laps) =>
          Promise.resolve(
            run(plan, plans, laps ? lapping(laps, observe) : observe).map((logits) => ({
              logits: () => logits,
              figures: null,
            })),
          ),
        spoilCaches: () => forward.caches.spoil(),
        destroy: () => undefined,
      };
    },
    destroy: () => passes.destroy(),
  };
}
