import { breathe } from '../../engines/cpu/breathe.ts';
import { referenceLogits } from '../../engines/cpu/f64.ts';
import { replayForced } from '../../lab/forced.ts';
import {
  logitsKeyOf,
  type PairNames,
  type PositionNames,
  pairKeyOf,
  positionKeyOf,
} from '../../results/compare-reports.ts';
import { comparisonAt, type Pause } from '../../results/diff.ts';
import { type PairReport, pairSeries } from '../../results/pair-series.ts';
import { comparedReport, type PositionReport, positionReport } from '../../results/position-report.ts';
import { type ReferenceReport, referenceReport } from '../../results/reference-report.ts';
import { ComputedLogits } from '../computed-logits.ts';
import type { LabHost } from '../lab-host.ts';
import type { FinishedRun } from '../latest-run.ts';
import { aside, type Progress, quick, type Work } from '../method.ts';
import {
  type BothLogits,
  forcedOf,
  logitsAt,
  pairOf,
  type Replays,
  requestOf,
  streamsOf,
} from '../run-streams.ts';

/** Questions about pairs of the latest run. */
export function compareMethods({ engines, latest }: LabHost) {
  const kept = new WeakMap<FinishedRun, Replays>();
  const computed = new ComputedLogits();
  const replaysOf = (run: FinishedRun): Replays => kept.get(run) ?? new Map();
  const engineOf = async ({ result, setting }: FinishedRun) =>
    (await engines.open(result.record.engine, setting.model, result.record.experiment.arms)).engine;

  const wholeAt = (run: FinishedRun, names: PositionNames): BothLogits | null =>
    logitsAt(pairOf(run, replaysOf(run), names), names) ?? computed.at(run, names);

  /** Throws RangeError where neither logits nor a comparison of them are kept. */
  const positionOf = (run: FinishedRun, names: PositionNames): PositionReport => {
    const pair = pairOf(run, replaysOf(run), names);
    const place = { ...names, textOf: pair.textOf };
    const logits = wholeAt(run, names);
    if (logits) return positionReport({ ...place, logits });
    const comparison = comparisonAt(pair, names.position);
    if (comparison) return comparedReport(place, comparison);
    const { probe, a, b, position } = names;
    throw new RangeError(
      `whole logits are not kept of ${probe} in ${a} and ${b} at token ${position}: they have to be computed`,
    );
  };

  return {
    /** The series of a pair. Lets others have the thread between positions. */
    pair: quick(async (names: PairNames): Promise<PairReport> => {
      const run = latest.get();
      return await pairSeries(streamsOf(run, names), { pause: pauseUnless(run.replaced) });
    }),

    /** What is shown of one position; with `forced` only after `replay` of the pair. */
    position: quick((names: PositionNames): PositionReport => positionOf(latest.get(), names)),

    /** The same of a position whose whole logits are not kept: both arms run again up to it. */
    logits: aside(
      'compare',
      async (work: Work<Progress>, names: PositionNames): Promise<PositionReport> => {
        const run = latest.get();
        if (!wholeAt(run, names)) await computed.compute(run, names, await engineOf(run), work);
        return positionOf(run, names);
      },
      logitsKeyOf,
    ),

    /** Runs arm b once more, its probe fed arm a's tokens. */
    replay: aside(
      'compare',
      async ({ signal, tell }: Work<Progress>, names: PairNames): Promise<PairReport> => {
        const run = latest.get();
        const { setting, result } = run;
        const { experiment, arms } = result.record;
        const streams = streamsOf(run, names);
        const armOf = (wanted: string) => arms.find(({ name }) => name === wanted)!;
        const replay = await replayForced({
          ...{ ...setting, engine: await engineOf(run), signal, experiment },
          onProgress: (done, total) => tell({ done, total }),
          ...{ recorded: armOf(names.b), against: armOf(names.a) },
          probe: names.probe,
          tokens: streams.a.tokens,
        });
        kept.set(run, new Map([...replaysOf(run), [pairKeyOf(names), replay]]));
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
        const { promptTokens, tokens } = requestOf(run, names.a, names.probe);
        const fed = [...promptTokens, ...tokens.slice(0, names.position)];
        const onProgress = (done: number, total: number) => tell({ done, total });
        const options = { from: fed.length - 1, signal, onProgress };
        const [reference] = await referenceLogits(run.setting.model.checkpoint, fed, options);
        const logits =
          wholeAt(run, names) ?? (await computed.compute(run, names, await engineOf(run), { signal, tell }));
        const shown = positionOf(run, names).top.map(({ token }) => token);
        return referenceReport(names.position, { ...logits, reference }, shown);
      },
      positionKeyOf,
    ),
  };
}

/** Lets messages through between positions, and ends the work with the signal's reason. */
function pauseUnless(signal: AbortSignal): Pause {
  return async () => {
    await breathe();
    signal.throwIfAborted();
  };
}
