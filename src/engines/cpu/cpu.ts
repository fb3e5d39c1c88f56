import type { Checkpoint } from '../../model/checkpoint.ts';
import type { AdapterArithmetic } from '../../numerics/adapter-arithmetic.ts';
import type { WeightDtype } from '../../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { AdapterReport, ArmRunner, Engine } from '../../steps/engine.ts';
import type { StepOutput } from '../../steps/step-output.ts';
import type { StepPlan } from '../../steps/step-plan.ts';
import { describeStep, planStep, type StepPlans } from '../../steps/step-plans.ts';
import { rowTrace, sampledRowOf } from '../../steps/trace.ts';
import { replayArithmetic } from './arithmetic.ts';
import { createBreather } from './breathe.ts';
import { CpuForward, type Observe } from './cpu-forward.ts';
import { sampleLogits } from './cpu-sample.ts';
import { type CpuWeights, cpuWeights } from './cpu-weights.ts';
import { RowObserver } from './row-observer.ts';

/**
 * Runs arms without a GPU by replaying the same plans in f32: the oracle of the kernels, and the fallback where there is
 * no WebGPU. Its sums are a device's, bit for bit; exp and square roots are JavaScript's, so its logits are its own.
 */
export class CpuEngine implements Engine {
  readonly kind = 'cpu';
  readonly adapter: AdapterReport;
  readonly #checkpoint: Checkpoint;
  readonly #rule: MultiplyAddRule;
  readonly #weights = new Map<WeightDtype, CpuWeights>();

  constructor(checkpoint: Checkpoint, rule: MultiplyAddRule = 'unfused') {
    this.#checkpoint = checkpoint;
    this.#rule = rule;
    this.adapter = {
      vendor: 'none',
      architecture: 'cpu',
      device: '',
      description: `CPU replay, ${rule} multiply-add`,
      software: true,
    };
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

  probeArithmetic(): Promise<AdapterArithmetic> {
    const rule = this.#rule;
    return Promise.resolve({ rounding: 'to nearest even', fma: rule, contraction: rule, subnormals: 'kept' });
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
