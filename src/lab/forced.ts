import type { ArmRecord } from '../results/record.ts';
import { ONLY_LOGITS } from '../results/retention.ts';
import { type LabSetting, openArm } from './open-arm.ts';
import { resolveRequests } from './resolve.ts';

export interface ForcedReplay extends LabSetting {
  /** The arm to run again, as it was recorded. */
  readonly recorded: ArmRecord;
  readonly probe: string;
  /** What the probe is fed instead of its own choices. */
  readonly tokens: readonly number[];
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Runs an arm once more with its probe fed another arm's tokens: past a fork too, both arms then answer the same question, and
 * their logits can be compared. Every other request is fed what it chose in the recorded run, so each step holds the requests and rows
 * that it held then, for as long as the probe took part. (tokens) x (vocabulary) logits, fewer where one of them is no number.
 * Throws the engine's errors, and the signal's reason where aborted.
 */
export async function replayForced(options: ForcedReplay): Promise<readonly Float32Array[]> {
  const { experiment, model, recorded, probe, tokens, signal, onProgress } = options;
  const arm = experiment.arms.find(({ name }) => name === recorded.name);
  if (!arm) throw new RangeError(`the experiment has no arm ${recorded.name}`);
  const forced = new Map(recorded.requests.map((request) => [request.id, request.tokens]));
  forced.set(probe, tokens);
  const run = await openArm(options, resolveRequests(experiment, model), arm, {
    ...{ retention: ONLY_LOGITS, forced },
  });
  try {
    for (let done = 0; done < tokens.length && !run.hasEnded(probe); ) {
      signal?.throwIfAborted();
      const step = await run.step();
      if (!step.tokens.some(({ request }) => request === probe)) continue;
      done++;
      onProgress?.(done, tokens.length);
    }
  } finally {
    run.close();
  }
  return new Map(run.probeLogits()).get(probe)!;
}
