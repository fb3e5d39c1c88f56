import type { ArmRun } from './arm-run.ts';
import type { Gate } from './gate.ts';
import type { PairFigures } from './pair-figures.ts';
import type { Watch } from './watch.ts';

/** What may hold up or end a run between two steps. */
export interface StepControl {
  readonly signal?: AbortSignal | undefined;
  /** Awaited before each step: pauses the run, or lets it go on step by step. */
  readonly gate?: Gate;
  /** Ends each arm once its probes have: for whoever looks at nothing else, whose company would go on for nobody. */
  readonly untilProbesEnd?: boolean;
}

/**
 * The arm whose probe is furthest behind steps next, so that a difference shows from the first token on. `figures` are taken after each
 * step.
 */
export async function runInLockstep(
  arms: readonly ArmRun[],
  watch: Watch,
  { signal, gate, untilProbesEnd = false }: StepControl,
  figures: PairFigures | null = null,
): Promise<void> {
  const next = () => furthestBehind(arms, untilProbesEnd);
  for (let arm = next(); arm; arm = next()) {
    signal?.throwIfAborted();
    if (gate?.shut) watch.paused();
    await gate?.pass(signal);
    const stepped = await arm.step();
    await figures?.stepped(arm, stepped);
    watch.stepped(arm.spec.name, stepped.record, stepped.tokens);
  }
}

function furthestBehind(arms: readonly ArmRun[], untilProbesEnd: boolean): ArmRun | undefined {
  const going = arms.filter((arm) => !arm.done && !(untilProbesEnd && arm.probeProgress === Infinity));
  return going.toSorted((a, b) => compareProgress(a.probeProgress, b.probeProgress))[0];
}

/** Infinity minus Infinity is no number. */
function compareProgress(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
