import type { ArmRecord } from '../results/record.ts';
import { oneAtHand } from '../results/retention.ts';
import { openReplay, type Replayed } from './replay-arm.ts';
import type { GeneratedPlace } from './run-logits.ts';

export interface ReplayedPlace extends Replayed {
  /** The generated token whose logits are asked for. */
  readonly place: GeneratedPlace;
  /** Fed to the request in the place of its own choices. */
  readonly tokens?: readonly number[];
  /** Tokens of the request so far, and all up to that one. */
  readonly onProgress?: (done: number, total: number) => void;
}

export interface ReplayedPair extends Omit<ReplayedPlace, 'recorded'> {
  readonly recorded: { readonly a: ArmRecord; readonly b: ArmRecord };
}

/**
 * The (vocabulary) logits that a token was chosen from, by running the arm again up to it: how whole logits come where a run keeps none.
 * Every step holds the requests and rows that it held then, so that the bits are those of the run. Throws RangeError where the arm never
 * gets there, the engine's errors, and the signal's reason where aborted, before the next step.
 */
export async function replayLogits(options: ReplayedPlace): Promise<Float32Array> {
  const { recorded, place, tokens, signal, onProgress } = options;
  const { request, position } = place;
  const run = await openReplay(options, oneAtHand(request), tokens ? { request, tokens } : null);
  try {
    for (let done = 0; done <= position && !run.hasEnded(request); ) {
      signal?.throwIfAborted();
      const { tokens: chosen } = await run.step();
      const own = chosen.filter((token) => token.request === request).length;
      if (own === 0) continue;
      done += own;
      onProgress?.(Math.min(done, position + 1), position + 1);
      const logits = done > position ? await run.logitsOf(place) : null;
      if (logits) return logits;
    }
  } finally {
    run.close();
  }
  throw new RangeError(`${recorded.name} generates no token ${position} of ${request}`);
}

/**
 * The same of both arms of a pair, one after the other; `tokens` are fed in the second. Progress counts both. Throws as `replayLogits`.
 */
export async function replayPair({ recorded, tokens, onProgress, ...options }: ReplayedPair) {
  const each = options.place.position + 1;
  const logitsOf = (arm: ArmRecord, before: number, fed: object) =>
    replayLogits({
      ...{ ...options, ...fed, recorded: arm },
      onProgress: (done) => onProgress?.(before + done, 2 * each),
    });
  const a = await logitsOf(recorded.a, 0, {});
  return { a, b: await logitsOf(recorded.b, each, tokens ? { tokens } : {}) };
}
