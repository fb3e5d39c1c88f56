import { replayArithmetic } from '../src/engines/cpu/arithmetic.ts';
import { CpuEngine } from '../src/engines/cpu/cpu.ts';
import { CpuForward } from '../src/engines/cpu/cpu-forward.ts';
import { sampleLogits } from '../src/engines/cpu/cpu-sample.ts';
import { cpuWeights, weightsAsRead } from '../src/engines/cpu/cpu-weights.ts';
import type { Checkpoint } from '../src/model/checkpoint.ts';
import { digestOf } from '../src/numerics/digest.ts';
import { mathOf } from '../src/numerics/sets/kernel-sets.ts';
import type { ArmSpec } from '../src/steps/arm-spec.ts';
import type { Engine } from '../src/steps/engine.ts';
import type { Sample, StepOutput } from '../src/steps/step-output.ts';
import type { StepPlan } from '../src/steps/step-plan.ts';
import { isSampled } from '../src/steps/step-plan.ts';
import { planStep, type StepPlans } from '../src/steps/step-plans.ts';

const RULE = 'unfused';

/**
 * The CPU engine for a search that watches one request: every step is planned whole, but only the rows of `probe` are
 * computed. In a dense model a row depends on its batchmates through the plans alone, so the probe gets the CPU engine's
 * bits at the cost of running alone. Batchmates get token 0, which keeps the shapes where they ignore end-of-text.
 */
export function probeEngine(checkpoint: Checkpoint, probe: string): Engine {
  const whole = new CpuEngine(RULE);
  const weights = cpuWeights(checkpoint, 'stored');
  const openArm = (spec: ArmSpec) => {
    const { blocks, maxContext } = spec.limits;
    const math = mathOf(spec.kernels);
    const arithmetic = replayArithmetic(spec.activations, RULE, math);
    const read = weightsAsRead(checkpoint, 'stored', weights, math);
    const forward = new CpuForward(checkpoint.config, read, arithmetic, blocks, maxContext);
    const step = (plan: StepPlan): Promise<StepOutput> => {
      const plans = rowsOf(probe, plan, planStep(plan, spec, checkpoint.config));
      const [logits] = forward.run(plan, plans);
      const sampled = plan.slices.filter(isSampled);
      const samples = sampled.map(({ request, start, tokens }) => {
        const end = start + tokens.length;
        const given =
          request === probe
            ? sampleLogits(request, end, logits as Float32Array, spec.decoding, { math })
            : nothing(request);
        return { ...given, index: end - 1 };
      });
      return Promise.resolve({ samples, plans: {} });
    };
    return Promise.resolve({ step, destroy: () => undefined });
  };
  return {
    kind: 'cpu',
    adapter: whole.adapter,
    load: () => ({ openArm }),
    unload: () => undefined,
    probeArithmetic: () => whole.probeArithmetic(),
    probePortable: () => whole.probePortable(),
    destroy: () => whole.destroy(),
  };
}

/** The same plans, for the rows of one request only. */
function rowsOf(request: string, plan: StepPlan, plans: StepPlans): StepPlans {
  const own = plans.rows.flatMap((row, i) => (plan.slices[row.slice].request === request ? [i] : []));
  return {
    ...plans,
    rows: own.map((i) => plans.rows[i]),
    splits: own.map((i) => plans.splits[i]),
    sampledRows: own.flatMap((i, place) => (plans.sampledRows.includes(i) ? [place] : [])),
  };
}

function nothing(request: string): Omit<Sample, 'index'> {
  const logits = new Float32Array();
  return {
    request,
    token: 0,
    logit: 0,
    digest: digestOf(logits),
    top: [],
    logSumExp: 0,
    finite: true,
    logits,
  };
}
