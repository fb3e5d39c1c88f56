import type { GeneratedPlace } from '../../lab/arm-run.ts';
import { type LabSetting, openArm } from '../../lab/open-arm.ts';
import { resolveRequests } from '../../lab/resolve.ts';
import type { ArmRecord } from '../../results/record.ts';
import { NOTHING_KEPT } from '../../results/retention.ts';
import type { RowTrace } from '../../steps/trace.ts';

export interface TraceArm extends LabSetting {
  /** The arm to run again, as it was recorded. */
  readonly recorded: ArmRecord;
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
  const { experiment, model, recorded, place, tokens, signal, onProgress } = options;
  const arm = experiment.arms.find(({ name }) => name === recorded.name);
  if (!arm) throw new RangeError(`the experiment has no arm ${recorded.name}`);
  const forced = new Map(recorded.requests.map((request) => [request.id, request.tokens]));
  if (tokens) forced.set(place.request, tokens);
  const run = await openArm(options, resolveRequests(experiment, model), arm, {
    ...{ retention: NOTHING_KEPT, forced },
  });
  try {
    for (let done = 0; !run.hasEnded(place.request); ) {
      signal?.throwIfAborted();
      const { trace, tokens: chosen } = await run.step(place);
      if (trace) return trace;
      if (chosen.some(({ request }) => request === place.request)) onProgress?.(++done, place.position);
    }
  } finally {
    run.close();
  }
  throw new RangeError(`${recorded.name} generates no token ${place.position} of ${place.request}`);
}
