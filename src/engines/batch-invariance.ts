import { countDifferingBits } from '../numerics/bits.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';
import type { ArmRunner, EngineModel } from '../steps/engine.ts';
import { BLOCK_POSITIONS, blocksFor } from '../steps/kv-blocks.ts';
import { DEFAULT_SERVING } from '../steps/serving.ts';
import { wholeLogits } from '../steps/step-output.ts';
import type { StepPlan } from '../steps/step-plan.ts';

export interface BatchQuestion {
  readonly spec: Omit<ArmSpec, 'limits' | 'name' | 'serving'>;
  readonly vocabSize: number;
  /** Requests in a batch; the row is compared with itself alone. */
  readonly batches: readonly number[];
  /** Positions of the prompt. */
  readonly lengths: readonly number[];
  /** How many positions longer the others' prompts are: 0 is a batch of one shape, more than that is padded by who pads. */
  readonly longer: readonly number[];
}

/** What one row's logits did in one batch. */
export interface BatchFinding {
  readonly phase: 'prefill' | 'decode';
  readonly positions: number;
  readonly longer: number;
  readonly batch: number;
  /** Logits that differ in any bit from those of the row alone. */
  readonly differing: number;
  /** Their largest absolute difference. */
  readonly largest: number;
  /** Logits that differ when the same batch is run again: the control. */
  readonly again: number;
}

/**
 * Is an engine batch-invariant on a model? The same request is prefilled, and decodes one token, alone and in the middle of batches of
 * several sizes and lengths, so that nothing changes but who else is there.
 */
export async function measureBatchInvariance(
  model: EngineModel,
  { spec, vocabSize, batches, lengths, longer }: BatchQuestion,
): Promise<BatchFinding[]> {
  const findings: BatchFinding[] = [];
  const rows = (shape: Omit<BatchShape, 'vocabSize'>) => rowsIn(model, spec, { ...shape, vocabSize });
  for (const positions of lengths) {
    const alone = await rows({ batch: 1, positions, mates: positions });
    for (const more of longer) {
      // Alone there is nobody to be longer.
      for (const batch of batches.filter((size) => size > 1 || more === 0)) {
        const shape = { batch, positions, mates: positions + more };
        const [found, again] = [await rows(shape), await rows(shape)];
        for (const phase of ['prefill', 'decode'] as const) {
          findings.push({
            phase,
            positions,
            longer: more,
            batch,
            differing: countDifferingBits(found[phase], alone[phase]),
            largest: largestDifference(found[phase], alone[phase]),
            again: countDifferingBits(again[phase], found[phase]),
          });
        }
      }
    }
  }
  return findings;
}

/** Logits of the probe's last prompt position and of the one after. */
interface Rows {
  readonly prefill: Float32Array;
  readonly decode: Float32Array;
}

interface BatchShape {
  readonly batch: number;
  /** Of the probe's prompt. */
  readonly positions: number;
  /** Of the others' prompts. */
  readonly mates: number;
  readonly vocabSize: number;
}

async function rowsIn(model: EngineModel, spec: BatchQuestion['spec'], shape: BatchShape): Promise<Rows> {
  const { batch, mates } = shape;
  const each = blocksFor(mates + 1);
  const limits = {
    maxSequences: batch,
    maxTokensPerStep: batch * mates,
    maxContext: each * BLOCK_POSITIONS,
    blocks: batch * each,
  };
  const arm = await model.openArm({ ...spec, name: 'batch', limits, serving: DEFAULT_SERVING });
  try {
    return {
      prefill: await probeLogits(arm, batchStep(shape, 'prefill')),
      decode: await probeLogits(arm, batchStep(shape, 'decode')),
    };
  } finally {
    arm.destroy();
  }
}

/** Tokens follow from a request's number; the probe, number 0, stands in the middle. */
function batchStep({ batch, positions, mates, vocabSize }: BatchShape, phase: keyof Rows): StepPlan {
  const middle = Math.floor(batch / 2);
  const each = blocksFor(mates + 1);
  const slices = Array.from({ length: batch }, (_, place) => {
    const number = (place - middle + batch) % batch;
    const prompt = number === 0 ? positions : mates;
    const [start, count] = phase === 'prefill' ? [0, prompt] : [prompt, 1];
    return {
      request: number === 0 ? PROBE : `mate${number}`,
      start,
      tokens: Array.from({ length: count }, (_, i) => (31 * number + 17 * (start + i) + 3) % vocabSize),
      blocks: Array.from({ length: each }, (_, block) => place * each + block),
      sample: 'last' as const,
    };
  });
  return { slices, preempted: [] };
}

const PROBE = 'probe';

async function probeLogits(arm: ArmRunner, plan: StepPlan): Promise<Float32Array> {
  const { samples } = await arm.step(plan);
  const sample = samples.find(({ request }) => request === PROBE);
  if (!sample?.finite) throw new Error('the step gave no finite logits of the probe');
  return wholeLogits(sample);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
}
