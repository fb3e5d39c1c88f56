import { createBreather } from '../engines/cpu/breathe.ts';
import { referenceLogits } from '../engines/cpu/f64.ts';
import { replayForced } from '../lab/forced.ts';
import type { LabSetting } from '../lab/open-arm.ts';
import { type PairNames, type PositionNames, pairKeyOf } from '../results/compare-reports.ts';
import type { Pause, Stream, StreamPair } from '../results/diff.ts';
import { type PairReport, pairSeries } from '../results/pair-series.ts';
import { type PositionReport, positionReport } from '../results/position-report.ts';
import { type RequestRecord, type RunResult, traceKey } from '../results/record.ts';
import { type ReferenceReport, referenceReport } from '../results/reference-report.ts';
import type { OnProgress } from './compare-protocol.ts';
import type { EngineHost } from './engine-host.ts';

/** A run that is over, with what running one of its arms again takes. */
export interface FinishedRun {
  readonly result: RunResult;
  readonly setting: Pick<LabSetting, 'model' | 'invariantAs'>;
}

/** Answers questions about the latest run; its logits, and those of replays, stay here. */
export class CompareQueries {
  readonly #engines: EngineHost;
  #run: FinishedRun | null = null;
  /** Aborted once another run takes this one's place: nobody waits for what was asked about it. */
  #forgotten = new AbortController();
  /** (generated positions) x (vocabulary) logits of arm b on arm a's tokens, by `pairKeyOf`. */
  readonly #replays = new Map<string, readonly Float32Array[]>();

  constructor(engines: EngineHost) {
    this.#engines = engines;
  }

  /** Forgets everything of the run before. */
  remember(run: FinishedRun | null): void {
    this.#forgotten.abort(new Error('another run has taken the place of this one'));
    this.#forgotten = new AbortController();
    this.#run = run;
    this.#replays.clear();
  }

  /** Lets others have the thread between positions. */
  async pairReport(names: PairNames): Promise<PairReport> {
    return await pairSeries(this.#streams(names), { pause: pauseUnless(this.#forgotten.signal) });
  }

  positionReport(names: PositionNames): PositionReport {
    const { textOf, logits } = this.#logitsAt(names);
    return positionReport({ ...names, logits, textOf });
  }

  async replay(names: PairNames, signal: AbortSignal, onProgress: OnProgress): Promise<PairReport> {
    const { setting, result } = this.#latest();
    const { record } = result;
    const streams = this.#streams(names);
    const { engine } = await this.#engines.open(record.engine, setting.model.checkpoint);
    const logits = await replayForced({
      ...setting,
      ...{ experiment: record.experiment, engine, signal, onProgress },
      recorded: record.arms.find(({ name }) => name === names.b)!,
      probe: names.probe,
      tokens: streams.a.tokens,
    });
    this.#replays.set(pairKeyOf(names), logits);
    return await pairSeries(this.#forced(names, streams), { forced: true, pause: pauseUnless(signal) });
  }

  async reference(
    names: PositionNames,
    signal: AbortSignal,
    onProgress: OnProgress,
  ): Promise<ReferenceReport> {
    const { model } = this.#latest().setting;
    const { logits } = this.#logitsAt(names);
    const { promptTokens, tokens } = this.#request(names.a, names.probe);
    const fed = [...promptTokens, ...tokens.slice(0, names.position)];
    const options = { from: fed.length - 1, signal, onProgress };
    const [reference] = await referenceLogits(model.checkpoint, fed, options);
    const shown = this.positionReport(names).top.map(({ token }) => token);
    return referenceReport(names.position, { ...logits, reference }, shown);
  }

  #latest(): FinishedRun {
    if (!this.#run) throw new RangeError('no run is kept to answer from');
    return this.#run;
  }

  #request(arm: string, id: string): RequestRecord {
    const { record } = this.#latest().result;
    const request = record.arms.find(({ name }) => name === arm)?.requests.find((each) => each.id === id);
    if (!request) throw new RangeError(`the latest run has no request ${id} in an arm ${arm}`);
    return request;
  }

  #streams({ a, b, probe }: PairNames): StreamPair {
    const { setting, result } = this.#latest();
    const stream = (arm: string): Stream => ({
      arm,
      tokens: this.#request(arm, probe).tokens,
      logits: result.logits.get(traceKey(arm, probe)) ?? [],
    });
    return { probe, a: stream(a), b: stream(b), textOf: setting.model.tokenizer.tokenText };
  }

  /** The pair with the replay in the place of b's stream. */
  #forced(names: PairNames, { a, ...streams }: StreamPair): StreamPair {
    const logits = this.#replays.get(pairKeyOf(names));
    if (!logits) throw new RangeError(`${names.b} was not replayed on the tokens of ${names.a}`);
    return { ...streams, a, b: { arm: names.b, tokens: a.tokens.slice(0, logits.length), logits } };
  }

  #logitsAt(names: PositionNames): {
    logits: { a: Float32Array; b: Float32Array };
    textOf: StreamPair['textOf'];
  } {
    const streams = this.#streams(names);
    const { a, b, textOf } = names.forced ? this.#forced(names, streams) : streams;
    const [inA, inB] = [a, b].map(({ logits }) => logits[names.position]);
    if (!inA || !inB) {
      const { probe, position } = names;
      throw new RangeError(
        `no logits are kept of ${probe} in ${names.a} and ${names.b} at token ${position}`,
      );
    }
    return { logits: { a: inA, b: inB }, textOf };
  }
}

/** Lets messages through between positions, and ends the work with the signal's reason. */
function pauseUnless(signal: AbortSignal): Pause {
  const breathe = createBreather();
  return async () => {
    await breathe();
    signal.throwIfAborted();
  };
}
