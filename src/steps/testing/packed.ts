import type { ArmRunner } from '../engine.ts';
import { blocksFor } from '../kv-blocks.ts';
import type { Sample } from '../step-output.ts';
import type { StepPlan, StepSlice } from '../step-plan.ts';
import { stepOf } from './arms.ts';

/** A probe behind a neighbour in the neighbour's blocks, its positions restarting; or by itself, where there is no neighbour. */
export interface Packed {
  readonly neighbour: readonly number[];
  readonly probe: readonly number[];
  /** Whether the probe's rows attend to the neighbour's keys too. */
  readonly leaking?: boolean;
  /** Whether the neighbour is computed in the step in which the probe begins, else in one before. */
  readonly together?: boolean;
}

/** Tokens of the probe that are fed one at a time, after the others in one step. */
const FED = 3;

/** Steps that compute both, in blocks that follow no order, the probe's last tokens one at a time; each of its steps samples it. */
export function packedSteps({ neighbour, probe, leaking = false, together = false }: Packed): StepPlan[] {
  const first = neighbour.length;
  // Of seven blocks, so that seven scatter them.
  const blocks = Array.from({ length: blocksFor(first + probe.length) }, (_, i) => (i * 3 + 2) % 7);
  const own = (from: number, to: number): StepSlice => ({
    ...{ request: 'probe', start: first + from, position: from, from: leaking ? 0 : first },
    ...{ tokens: probe.slice(from, to), blocks, sample: 'last' },
  });
  const before: StepSlice[] =
    first === 0 ? [] : [{ request: 'neighbour', start: 0, tokens: neighbour, blocks, sample: 'none' }];
  const prompt = probe.length - FED;
  const begins = together
    ? [stepOf(...before, own(0, prompt))]
    : [...before, own(0, prompt)].map((slice) => stepOf(slice));
  return [...begins, ...Array.from({ length: FED }, (_, i) => stepOf(own(prompt + i, prompt + i + 1)))];
}

/** What the probe's steps give. */
export async function probeSamples(arm: ArmRunner, packed: Packed): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const plan of packedSteps(packed)) samples.push(...(await arm.step(plan)).samples);
  return samples;
}
