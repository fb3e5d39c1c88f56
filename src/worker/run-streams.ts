import type { ForcedStream } from '../lab/forced.ts';
import { type PairNames, type PositionNames, pairKeyOf } from '../results/compare-reports.ts';
import type { Stream, StreamPair } from '../results/diff.ts';
import { type RequestRecord, traceKey } from '../results/record.ts';
import type { FinishedRun } from './latest-run.ts';

/** Arm b on arm a's tokens, by `pairKeyOf`. */
export type Replays = ReadonlyMap<string, ForcedStream>;

/** (vocabulary) logits of both arms at a position. */
export interface BothLogits {
  readonly a: Float32Array;
  readonly b: Float32Array;
}

/** What the record has of a request. Throws RangeError where the run had none of that name. */
export function requestOf({ result }: FinishedRun, arm: string, id: string): RequestRecord {
  const { arms } = result.record;
  const request = arms.find(({ name }) => name === arm)?.requests.find((each) => each.id === id);
  if (!request) throw new RangeError(`the latest run has no request ${id} in an arm ${arm}`);
  return request;
}

/** A probe's streams in two arms. Throws RangeError as `requestOf` does. */
export function streamsOf({ result, setting, ...run }: FinishedRun, names: PairNames): StreamPair {
  const { a, b, probe } = names;
  const { tokenizer, checkpoint } = setting.model;
  const stream = (arm: string): Stream => ({
    arm,
    tokens: requestOf({ result, setting, ...run }, arm, probe).tokens,
    trace: result.traces.get(traceKey(arm, probe)) ?? [],
  });
  return {
    ...{ probe, a: stream(a), b: stream(b) },
    vocabulary: checkpoint.config.vocabSize,
    measured: result.measured.get(pairKeyOf(names)) ?? new Map(),
    textOf: tokenizer.tokenText,
  };
}

/** The pair with the replay in the place of b's stream. Throws RangeError where there was none. */
export function forcedOf({ a, ...streams }: StreamPair, replays: Replays, names: PairNames): StreamPair {
  const replay = replays.get(pairKeyOf(names));
  if (!replay) throw new RangeError(`${names.b} was not replayed on the tokens of ${names.a}`);
  const { trace, measured } = replay;
  return { ...streams, measured, a, b: { arm: names.b, tokens: a.tokens.slice(0, trace.length), trace } };
}

/** A pair's streams, b's those of the replay where `forced`. Throws RangeError as those. */
export function pairOf(run: FinishedRun, replays: Replays, names: PositionNames): StreamPair {
  const streams = streamsOf(run, names);
  return names.forced ? forcedOf(streams, replays, names) : streams;
}

/** Both arms' logits at a position; null where a trace alone is kept of one. Throws RangeError where there is no such position. */
export function logitsAt({ a, b }: StreamPair, { probe, position }: PositionNames): BothLogits | null {
  const [atA, atB] = [a, b].map(({ trace }) => trace[position]);
  if (!atA || !atB)
    throw new RangeError(`no logits are kept of ${probe} in ${a.arm} and ${b.arm} at token ${position}`);
  return atA.logits && atB.logits ? { a: atA.logits, b: atB.logits } : null;
}
