/** Something whose step is timed. */
export interface Runner {
  readonly name: string;
  step(): Promise<unknown>;
}

/** One engine's repeats of one case, each the mean of a few steps. */
export interface Samples {
  /** Milliseconds of a step by the clock. */
  readonly wall: number[];
  /** Processor milliseconds of a step, which other processes disturb less; empty where the host does not tell them. */
  readonly processor: number[];
}

export interface MeasureOptions {
  readonly repeats: number;
  /** Ends a case after this many milliseconds, though not before `LEAST_REPEATS`. */
  readonly longest: number;
  readonly signal?: AbortSignal | undefined;
  /** Processor milliseconds that this process has used. */
  readonly processorTime?: (() => number) | undefined;
  /** Rounds done and in all, warming up included. */
  readonly onRound?: (done: number, total: number) => void;
}

const LEAST_REPEATS = 3;

/** A sample lasts about so many milliseconds, so that a coarse clock can tell it; a step that is longer is a sample. */
const SAMPLE_MS = 30;
const MOST_STEPS = 16;

/**
 * Times several runners in turn within each repeat, so that the machine's drift hits them alike; who goes first changes from
 * repeat to repeat. Two rounds before warm up and size the samples. Throws the signal's reason once it is aborted.
 */
export async function measureInTurn(
  runners: readonly Runner[],
  options: MeasureOptions,
): Promise<ReadonlyMap<string, Samples>> {
  const { repeats, longest, signal, onRound } = options;
  const found = new Map(runners.map(({ name }) => [name, { wall: [], processor: [] } as Samples]));
  const steps = new Map<string, number>();
  const start = performance.now();
  for (let round = -2; round < repeats; round++) {
    if (round >= LEAST_REPEATS && performance.now() - start > longest) break;
    for (let turn = 0; turn < runners.length; turn++) {
      const runner = runners[(turn + round + 2) % runners.length];
      signal?.throwIfAborted();
      const { wall, processor } = await sample(runner, steps.get(runner.name) ?? 1, options);
      if (round < 0) {
        steps.set(runner.name, Math.min(MOST_STEPS, Math.max(1, Math.round(SAMPLE_MS / wall))));
        continue;
      }
      const into = found.get(runner.name);
      into?.wall.push(wall);
      if (processor !== null) into?.processor.push(processor);
    }
    onRound?.(round + 3, repeats + 2);
  }
  return found;
}

async function sample(runner: Runner, steps: number, { processorTime, signal }: MeasureOptions) {
  const processorStart = processorTime?.() ?? 0;
  const start = performance.now();
  for (let i = 0; i < steps; i++) {
    signal?.throwIfAborted();
    await runner.step();
  }
  const wall = (performance.now() - start) / steps;
  return { wall, processor: processorTime ? (processorTime() - processorStart) / steps : null };
}
