import { createBreather } from '../../engines/cpu/breathe.ts';
import { referenceLogits } from '../../engines/cpu/f64.ts';
import { replayForced } from '../../lab/forced.ts';
import {
  type PairNames,
  type PositionNames,
  pairKeyOf,
  positionKeyOf,
} from '../../results/compare-reports.ts';
import type { Pause } from '../../results/diff.ts';
import { type PairReport, pairSeries } from '../../results/pair-series.ts';
import { type PositionReport, positionReport } from '../../results/position-report.ts';
import { type ReferenceReport, referenceReport } from '../../results/reference-report.ts';
import type { LabHost } from '../lab-host.ts';
import type { FinishedRun } from '../latest-run.ts';
import { aside, type Progress, quick, type Work } from '../method.ts';
import { forcedOf, logitsAt, type Replays, requestOf, streamsOf } from '../run-streams.ts';

/** Questions about pairs of the latest run. */
export function compareMethods({ engines, latest }: LabHost) {
  const kept = new WeakMap<FinishedRun, Replays>();
  const replaysOf = (run: FinishedRun): Replays => kept.get(run) ?? new Map();
  const positionOf = (run: FinishedRun, names: PositionNames): PositionReport =>
    positionReport({
      ...names,
      logits: logitsAt(run, replaysOf(run), names),
      textOf: run.setting.model.tokenizer.tokenText,
    });

  return {
    /** The series of a pair. Lets others have the thread between positions. */
    pair: quick(async (names: PairNames): Promise<PairReport> => {
      const run = latest.get();
      return await pairSeries(streamsOf(run, names), { pause: pauseUnless(run.replaced) });
    }),

    /** What is shown of one position; with `forced` only after `replay` of the pair. */
    position: quick((names: PositionNames): PositionReport => positionOf(latest.get(), names)),

    /** Runs arm b once more, its probe fed arm a's tokens. */
    replay: aside(
      'compare',
      async ({ signal, tell }: Work<Progress>, names: PairNames): Promise<PairReport> => {
        const run = latest.get();
        const { setting, result } = run;
        const { record } = result;
        const streams = streamsOf(run, names);
        const { engine } = await engines.open(record.engine, setting.model.checkpoint);
        const logits = await replayForced({
          ...{ ...setting, engine, signal, experiment: record.experiment },
          onProgress: (done, total) => tell({ done, total }),
          recorded: record.arms.find(({ name }) => name === names.b)!,
          probe: names.probe,
          tokens: streams.a.tokens,
        });
        kept.set(run, new Map([...replaysOf(run), [pairKeyOf(names), logits]]));
        const forced = forcedOf(streams, replaysOf(run), names);
        return await pairSeries(forced, { forced: true, pause: pauseUnless(signal) });
      },
      pairKeyOf,
    ),

    /** The f64 logits at a position and both arms' distance from them. Throws RangeError where the model is too large for it. */
    reference: aside(
      'compare',
      async ({ signal, tell }: Work<Progress>, names: PositionNames): Promise<ReferenceReport> => {
        const run = latest.get();
        const logits = logitsAt(run, replaysOf(run), names);
        const { promptTokens, tokens } = requestOf(run, names.a, names.probe);
        const fed = [...promptTokens, ...tokens.slice(0, names.position)];
        const onProgress = (done: number, total: number) => tell({ done, total });
        const options = { from: fed.length - 1, signal, onProgress };
        const [reference] = await referenceLogits(run.setting.model.checkpoint, fed, options);
        const shown = positionOf(run, names).top.map(({ token }) => token);
        return referenceReport(names.position, { ...logits, reference }, shown);
      },
      positionKeyOf,
    ),
  };
}

/** Lets messages through between positions, and ends the work with the signal's reason. */
function pauseUnless(signal: AbortSignal): Pause {
  const breathe = createBreather();
  return async () => {
    await breathe();
    signal.throwIfAborted();
  };
}
