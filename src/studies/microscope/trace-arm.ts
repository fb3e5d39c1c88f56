import { openReplay, type Replayed } from '../../lab/replay-arm.ts';
import type { GeneratedPlace } from '../../lab/run-logits.ts';
import { NOTHING_KEPT } from '../../results/retention.ts';
import type { RowTrace } from '../../steps/trace.ts';

export interface TraceArm extends Replayed {
  /** The generated token to look at. */
  readonly place: GeneratedPlace;
  /** Fed to the request in the place of its own choices, where another arm's trace past a fork is to be comparable. */
  readonly tokens?: readonly number[];
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Runs an arm once more, every request fed what it chose then, up to the step that chooses a token, and traces that step.
 * Throws RangeError where the arm never gets there or the engine cannot be looked into, the engine's errors, and the signal's
 * reason where aborted.
 */
export async function traceArm(options: TraceArm): Promise<RowTrace> {
  const { recorded, place, tokens, signal, onProgress } = options;
  const { request } = place;
  const run = await openReplay(options, NOTHING_KEPT, tokens ? { request, tokens } : null);
  try {
    for (let done = 0; !run.hasEnded(request); ) {
      signal?.throwIfAborted();
      const { trace, tokens: chosen } = await run.step(place);
      if (trace) return trace;
      if (chosen.some((token) => token.request === request)) onProgress?.(++done, place.position);
    }
  } finally {
    run.close();
  }
  throw new RangeError(`${recorded.name} generates no token ${place.position} of ${request}`);
}
