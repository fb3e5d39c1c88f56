import type { ArmRun } from '../../lab/arm-run.ts';
import { openReplay } from '../../lab/replay-arm.ts';
import type { GeneratedPlace } from '../../lab/run-logits.ts';
import { bitsOf } from '../../numerics/bits.ts';
import { NOTHING_KEPT } from '../../results/retention.ts';
import type { RowTrace } from '../../steps/trace.ts';
import { type ElementDiff, elementDiff } from './facts.ts';
import type { LookOptions } from './microscope.ts';
import { outputOf } from './outputs.ts';

/** The first key or value in a layer's cache that differs, and the step that wrote it. */
export interface CacheEntry extends ElementDiff {
  /** The generated token that the step chose. */
  readonly position: number;
}

export interface CacheSearch extends LookOptions {
  readonly layer: number;
}

/**
 * Runs both arms of a pair side by side, up to a token, and traces every step of the probe: the first of them whose key or
 * value in a layer differs. Null where none before that token does: then one of the prompt's earlier rows does, which sample
 * nothing and are not traced. Throws like `lookInto`.
 */
export async function findCacheEntry(options: CacheSearch): Promise<CacheEntry | null> {
  const { record, place, layer, signal, onProgress } = options;
  const { experiment } = record;
  const first = record.arms.find(({ name }) => name === place.a)!;
  // Past a fork both are fed A's, as where the token itself is looked into.
  const fed = {
    request: place.probe,
    tokens: first.requests.find(({ id }) => id === place.probe)!.tokens,
  };
  const runs: ArmRun[] = [];
  try {
    for (const name of [place.a, place.b]) {
      const recorded = record.arms.find((each) => each.name === name)!;
      runs.push(await openReplay({ ...options, experiment, recorded }, NOTHING_KEPT, fed));
    }
    for (let position = 0; position < place.position; position++) {
      onProgress?.(position, place.position);
      const at = { request: place.probe, position };
      const traces: RowTrace[] = [];
      for (const run of runs) traces.push(await traceNext(run, at, signal));
      const entry = differingEntry(traces[0], traces[1], layer);
      if (entry) return { ...entry, position };
    }
    return null;
  } finally {
    for (const run of runs) run.close();
  }
}

/** Steps an arm until a request has its next token. */
async function traceNext(
  run: ArmRun,
  place: GeneratedPlace,
  signal: AbortSignal | undefined,
): Promise<RowTrace> {
  while (!run.hasEnded(place.request)) {
    signal?.throwIfAborted();
    const { trace } = await run.step(place);
    if (trace) return trace;
  }
  throw new RangeError(`${run.spec.name} generates no token ${place.position} of ${place.request}`);
}

function differingEntry(a: RowTrace, b: RowTrace, layer: number): ElementDiff | null {
  for (const name of ['k', 'v'] as const) {
    const [bitsA, bitsB] = [a, b].map((trace) => bitsOf(outputOf(trace, layer, name).values));
    const element = bitsA.findIndex((bits, i) => bits !== bitsB[i]);
    if (element !== -1) return elementDiff(a, b, { layer, name }, element);
  }
  return null;
}
