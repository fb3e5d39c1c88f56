import { ONLY_LOGITS } from '../results/retention.ts';
import { openReplay, type Replayed } from './replay-arm.ts';

export interface ForcedReplay extends Replayed {
  readonly probe: string;
  /** What the probe is fed instead of its own choices. */
  readonly tokens: readonly number[];
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Runs an arm once more with its probe fed another arm's tokens: past a fork too, both arms then answer the same question, and
 * their logits can be compared. Every other request is fed what it chose in the recorded run, for as long as the probe takes part.
 * (tokens) x (vocabulary) logits, fewer where one of them is no number. Throws the engine's errors, and the signal's reason where
 * aborted.
 */
export async function replayForced(options: ForcedReplay): Promise<readonly Float32Array[]> {
  const { probe, tokens, signal, onProgress } = options;
  const run = await openReplay(options, ONLY_LOGITS, { request: probe, tokens });
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
