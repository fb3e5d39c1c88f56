import type { PositionTrace } from '../results/position-trace.ts';
import type { ArmRecord } from '../results/record.ts';
import { onlyLogits, SMALL_VOCABULARY } from '../results/retention.ts';
import type { LogitComparison } from '../steps/logit-comparison.ts';
import type { ArmRun } from './arm-run.ts';
import { PairFigures } from './pair-figures.ts';
import { openReplay, type Replayed } from './replay-arm.ts';

export interface ForcedReplay extends Replayed {
  readonly probe: string;
  /** What the probe is fed instead of its own choices. */
  readonly tokens: readonly number[];
  /** The arm that it is compared with: where whole logits are not kept it runs again too, on the same tokens. */
  readonly against?: ArmRecord;
  readonly onProgress?: (done: number, total: number) => void;
}

/** What a probe gave on another arm's tokens. */
export interface ForcedStream {
  /** One for each token; fewer where a logit was no number. */
  readonly trace: readonly PositionTrace[];
  /** Comparisons with the other arm, by position, where whole logits are not kept. */
  readonly measured: ReadonlyMap<number, LogitComparison>;
}

/**
 * Runs an arm once more with its probe fed another arm's tokens: past a fork too, both arms then answer the same question, and
 * their logits can be compared. Every other request is fed what it chose in the recorded run, for as long as the probe takes part. Throws the engine's errors, and
 * the signal's reason where aborted.
 */
export async function replayForced(options: ForcedReplay): Promise<ForcedStream> {
  const { probe, tokens, against, model } = options;
  const { vocabSize } = model.checkpoint.config;
  const [retention, fed] = [onlyLogits(vocabSize), { request: probe, tokens }];
  const recorded = [options.recorded, ...(against && vocabSize > SMALL_VOCABULARY ? [against] : [])];
  const runs: ArmRun[] = [];
  try {
    for (const each of recorded) runs.push(await openReplay({ ...options, recorded: each }, retention, fed));
    return await stepTogether(runs, options);
  } finally {
    for (const run of runs) run.close();
  }
}

/** Until the probe of the first has come to its end, the one that is behind first. */
async function stepTogether(
  [run, beside]: readonly ArmRun[],
  { probe, tokens, signal, onProgress }: ForcedReplay,
): Promise<ForcedStream> {
  const figures = new PairFigures(beside ? [{ probe, a: beside, b: run }] : []);
  const isOver = (arm: ArmRun) => arm.hasEnded(probe) || lengthOf(arm) === tokens.length;
  const lengthOf = (arm: ArmRun) => arm.soFar(probe).tokens.length;
  while (!isOver(run) || (beside && !isOver(beside))) {
    signal?.throwIfAborted();
    const isBeside = beside && !isOver(beside) && (isOver(run) || lengthOf(beside) <= lengthOf(run));
    const next = isBeside ? beside : run;
    const stepped = await next.step();
    await figures.stepped(next, stepped);
    if (next === run && stepped.tokens.some(({ request }) => request === probe))
      onProgress?.(lengthOf(run), tokens.length);
  }
  const [measured = new Map<number, LogitComparison>()] = figures.measured.values();
  return { trace: run.soFar(probe).trace, measured };
}
