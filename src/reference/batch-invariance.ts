import type { ArmRunner, ArmSpec, Engine } from '../engine/engine.ts';
import { countDifferingBits } from '../numerics/bits.ts';
import { BLOCK_POSITIONS, blocksFor } from '../plan/kv-blocks.ts';
import type { StepPlan } from '../plan/step-plan.ts';

export interface BatchQuestion {
  readonly spec: Omit<ArmSpec, 'limits' | 'name'>;
  readonly vocabSize: number;
  /** Requests in a batch, all of the same shape; each batch is compared with the first. */
  readonly batches: readonly number[];
  /** Positions of the prompts. */
  readonly lengths: readonly number[];
}

/** What one row's logits did in one batch. */
export interface BatchFinding {
  readonly phase: 'prefill' | 'decode';
  readonly positions: number;
  readonly batch: number;
  /** Logits that differ in any bit from those of the first batch. */
  readonly differing: number;
  /** Their largest absolute difference. */
  readonly largest: number;
  /** Logits that differ when the same batch is run again: the control. */
  readonly again: number;
}

/**
 * Is an engine batch-invariant? The same request is prefilled, and decodes one token, in batches of several sizes, in the
 * middle of others of its own length, so that nothing changes but their number.
 */
export async function measureBatchInvariance(
  engine: Engine,
  question: BatchQuestion,
): Promise<BatchFinding[]> {
  const findings: BatchFinding[] = [];
  for (const positions of question.lengths) {
    let first: Rows | null = null;
    for (const batch of question.batches) {
      const found = await rowsIn(engine, question, positions, batch);
      const again = await rowsIn(engine, question, positions, batch);
      first ??= found;
      for (const phase of ['prefill', 'decode'] as const) {
        findings.push({
          phase,
          positions,
          batch,
          differing: countDifferingBits(found[phase], first[phase]),
          largest: largestDifference(found[phase], first[phase]),
          again: countDifferingBits(again[phase], found[phase]),
        });
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

async function rowsIn(
  engine: Engine,
  question: BatchQuestion,
  positions: number,
  batch: number,
): Promise<Rows> {
  const each = blocksFor(positions + 1);
  const limits = {
    maxSequences: batch,
    maxTokensPerStep: batch * positions,
    maxContext: each * BLOCK_POSITIONS,
    blocks: batch * each,
  };
  const arm = await engine.openArm({ ...question.spec, name: 'batch', limits });
  try {
    const shape = { batch, each, vocabSize: question.vocabSize };
    const prefill = await probeLogits(arm, batchStep(shape, 0, positions));
    return { prefill, decode: await probeLogits(arm, batchStep(shape, positions, 1)) };
  } finally {
    arm.destroy();
  }
}

interface BatchShape {
  readonly batch: number;
  /** KV blocks of a request. */
  readonly each: number;
  readonly vocabSize: number;
}

/** Tokens follow from a request's number; the probe, number 0, stands in the middle. */
function batchStep({ batch, each, vocabSize }: BatchShape, start: number, count: number): StepPlan {
  const middle = Math.floor(batch / 2);
  const slices = Array.from({ length: batch }, (_, place) => {
    const number = (place - middle + batch) % batch;
    return {
      request: number === 0 ? PROBE : `mate${number}`,
      start,
      tokens: Array.from({ length: count }, (_, i) => (31 * number + 17 * (start + i) + 3) % vocabSize),
      blocks: Array.from({ length: each }, (_, block) => place * each + block),
      samples: true,
    };
  });
  return { slices, preempted: [] };
}

const PROBE = 'probe';

async function probeLogits(arm: ArmRunner, plan: StepPlan): Promise<Float32Array> {
  const { samples } = await arm.step(plan);
  const sample = samples.find(({ request }) => request === PROBE);
  if (!sample?.finite) throw new Error('the step gave no finite logits of the probe');
  return sample.logits;
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
}
