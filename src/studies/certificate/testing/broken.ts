import { openCpuEngine } from '../../../engines/cpu/open-cpu.ts';
import type { Checkpoint } from '../../../model/checkpoint.ts';
import { digestOf } from '../../../numerics/digest.ts';
import type { ArmSpec } from '../../../steps/arm-spec.ts';
import type { ArmRunner, Engine, EngineModel } from '../../../steps/engine.ts';
import { type KvMove, movedTo } from '../../../steps/moves.ts';
import { type Sample, wholeLogits } from '../../../steps/step-output.ts';
import type { StepPlan } from '../../../steps/step-plan.ts';
import type { OperationProbes } from '../probes.ts';
import { REPLAY_PROBES } from '../replay-probes.ts';

/** Which steps of which arms an engine gets wrong: one bit of one logit moves. */
export type Fault = (spec: ArmSpec, plan: StepPlan) => boolean;

/** The CPU engine in the place of a device, sound but for a fault. */
export function faultyEngine(fault: Fault): Engine {
  return engineOf((sound) => faultyModel(sound, fault));
}

/** Sound, but that the first block of each step that is moved so loses the sign of a number. */
export function losingEngine(kind: KvMove['kind']): Engine {
  return engineOf((sound) => losingModel(sound, kind));
}

function engineOf(broken: (sound: EngineModel) => EngineModel): Engine {
  const cpu = openCpuEngine();
  const faulty = new Map<Checkpoint, EngineModel>();
  return {
    kind: 'webgpu',
    adapter: cpu.adapter,
    load(checkpoint) {
      const model = faulty.get(checkpoint) ?? broken(cpu.load(checkpoint));
      faulty.set(checkpoint, model);
      return model;
    },
    unload: () => undefined,
    probeArithmetic: () => cpu.probeArithmetic(),
    probePortable: () => cpu.probePortable(),
    destroy: () => cpu.destroy(),
  };
}

function faultyModel(sound: EngineModel, fault: Fault): EngineModel {
  return {
    async openArm(spec: ArmSpec): Promise<ArmRunner> {
      const arm = await sound.openArm(spec);
      return {
        ...arm,
        async step(plan: StepPlan) {
          const output = await arm.step(plan);
          return fault(spec, plan) ? { ...output, samples: output.samples.map(moved) } : output;
        },
      };
    },
  };
}

function losingModel(sound: EngineModel, kind: KvMove['kind']): EngineModel {
  return {
    async openArm(spec: ArmSpec): Promise<ArmRunner> {
      const arm = await sound.openArm(spec);
      return {
        ...arm,
        async step(plan: StepPlan) {
          const move = plan.moves?.find((each) => each.kind === kind);
          // What is moved out is lost before, what comes in or is copied afterwards.
          if (move?.kind === 'swap-out') await loseSign(arm, move.block);
          const output = await arm.step(plan);
          if (move && move.kind !== 'swap-out') await loseSign(arm, movedTo(move));
          return output;
        },
      };
    },
  };
}

async function loseSign(arm: ArmRunner, block: number): Promise<void> {
  const [bytes] = await arm.readBlocks!([block]);
  bytes[3] ^= 0x80;
  await arm.writeBlocks!([block], [bytes]);
}

export const companyOf = (plan: StepPlan): boolean => plan.slices.length > 1;

function moved(sample: Sample): Sample {
  const logits = wholeLogits(sample);
  moveBit(logits);
  return { ...sample, digest: digestOf(logits), logits };
}

/** One bit of an element, so that it stays finite. */
function moveBit(values: Float32Array): void {
  new Uint32Array(values.buffer, values.byteOffset)[Math.min(5, values.length - 1)] ^= 1;
}

/** Replayed operations, sound but for what `change` does to some of their outputs. */
export function faultyProbes(
  change: Partial<
    Record<'matmul' | 'rmsnorm' | 'experts' | 'attention', (rule: string, rows: number) => boolean>
  >,
): OperationProbes {
  const movedIf = async (row: Promise<Float32Array>, wrong: boolean | undefined) => {
    const values = Float32Array.from(await row);
    if (wrong) moveBit(values);
    return values;
  };
  return {
    matmul: (product, plan, x, place) =>
      movedIf(
        REPLAY_PROBES.matmul(product, plan, x, place),
        change.matmul?.(plan.rule, x.length / product.terms),
      ),
    rmsnorm: (norm, plan, x, place) =>
      movedIf(
        REPLAY_PROBES.rmsnorm(norm, plan, x, place),
        change.rmsnorm?.(plan.rule, x.length / norm.terms),
      ),
    experts: (mixture, plans, x, place) =>
      movedIf(
        REPLAY_PROBES.experts(mixture, plans, x, place),
        change.experts?.(plans.gateUp.rule, x.length / mixture.hidden),
      ),
    attention: (cache, rows, place) =>
      movedIf(
        REPLAY_PROBES.attention(cache, rows, place),
        change.attention?.(`${rows[place].splits.length} splits`, rows.length),
      ),
    close: () => undefined,
  };
}
