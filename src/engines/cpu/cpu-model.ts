import type { Checkpoint } from '../../model/checkpoint.ts';
import type { WeightDtype } from '../../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { ArmRunner } from '../../steps/engine.ts';
import type { StepOutput } from '../../steps/step-output.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import { describeStep, planStep, type StepPlans } from '../../steps/step-plans.ts';
import { rowTrace, sampledRowOf } from '../../steps/trace.ts';
import type { OwnedModel } from '../model-engine.ts';
import { replayArithmetic } from './arithmetic.ts';
import { createBreather } from './breathe.ts';
import { CpuForward, type Observe } from './cpu-forward.ts';
import { sampleLogits } from './cpu-sample.ts';
import { type CpuWeights, cpuWeights } from './cpu-weights.ts';
import { RowObserver } from './row-observer.ts';

/** A checkpoint on the processor: its weights, widened once for each dtype that an arm asks for. */
export class CpuModel implements OwnedModel {
  readonly #checkpoint: Checkpoint;
  readonly #rule: MultiplyAddRule;
  readonly #weights = new Map<WeightDtype, CpuWeights>();

  constructor(checkpoint: Checkpoint, rule: MultiplyAddRule) {
    this.#checkpoint = checkpoint;
    this.#rule = rule;
  }

  openArm(spec: ArmSpec): Promise<ArmRunner> {
    const { config } = this.#checkpoint;
    const arithmetic = replayArithmetic(spec.activations, this.#rule);
    const { blocks, maxContext } = spec.limits;
    const forward = new CpuForward(config, this.#weightsAs(spec.weights), arithmetic, blocks, maxContext);
    const breathe = createBreather();
    const run = async (plan: StepPlan, plans: StepPlans, observe?: Observe): Promise<StepOutput> => {
      await breathe();
      const logits = forward.run(plan, plans, observe);
      const samples = plans.sampledRows.map((row, i) => {
        const { slice, position } = plans.rows[row];
        const { request } = plan.slices[slice];
        return sampleLogits(request, position + 1, logits[i] as Float32Array, spec.decoding);
      });
      return { samples, plans: describeStep(plans, spec) };
    };
    return Promise.resolve({
      step: (plan) => run(plan, planStep(plan, spec, config)),
      async traceStep(plan, request) {
        const plans = planStep(plan, spec, config);
        const requests = plan.slices.map((slice) => slice.request);
        const row = sampledRowOf(plans, requests, request);
        const observed = new RowObserver(row, spec.activations);
        const output = await run(plan, plans, observed.observe);
        return { output, trace: rowTrace(plans, request, row, observed.outputs) };
      },
      spoilCache: () => Promise.resolve(forward.spoilCaches()),
      destroy: () => undefined,
    });
  }

  destroy(): void {
    this.#weights.clear();
  }

  #weightsAs(dtype: WeightDtype): CpuWeights {
    const known = this.#weights.get(dtype);
    if (known) return known;
    const widened = cpuWeights(this.#checkpoint, dtype);
    this.#weights.set(dtype, widened);
    return widened;
  }
}
