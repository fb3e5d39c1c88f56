import { type PairNames, type PositionNames, pairKeyOf } from '../results/compare-reports.ts';
import type { Stream, StreamPair } from '../results/diff.ts';
import { type RequestRecord, traceKey } from '../results/record.ts';
import type { FinishedRun } from './latest-run.ts';

/** (generated positions) x (vocabulary) logits of arm b on arm a's tokens, by `pairKeyOf`. */
export type Replays = ReadonlyMap<string, readonly Float32Array[]>;

/** What the record has of a request. Throws RangeError where the run had none of that name. */
export function requestOf({ result }: FinishedRun, arm: string, id: string): RequestRecord {
  const { arms } = result.record;
  const request = arms.find(({ name }) => name === arm)?.requests.find((each) => each.id === id);
  if (!request) throw new RangeError(`the latest run has no request ${id} in an arm ${arm}`);
  return request;
}

/** A probe's streams in two arms. Throws RangeError as `requestOf` does. */
export function streamsOf(run: FinishedRun, { a, b, probe }: PairNames): StreamPair {
  const stream = (arm: string): Stream => ({
    arm,
    tokens: requestOf(run, arm, probe).tokens,
    logits: run.result.logits.get(traceKey(arm, probe)) ?? [],
  });
  return { probe, a: stream(a), b: stream(b), textOf: run.setting.model.tokenizer.tokenText };
}

/** The pair with the replay in the place of b's stream. Throws RangeError where there was none. */
export function forcedOf({ a, ...streams }: StreamPair, replays: Replays, names: PairNames): StreamPair {
  const logits = replays.get(pairKeyOf(names));
  if (!logits) throw new RangeError(`${names.b} was not replayed on the tokens of ${names.a}`);
  return { ...streams, a, b: { arm: names.b, tokens: a.tokens.slice(0, logits.length), logits } };
}

/** Both arms' logits at a position, (vocabulary) each. Throws RangeError where none are kept. */
export function logitsAt(
  run: FinishedRun,
  replays: Replays,
  names: PositionNames,
): { readonly a: Float32Array; readonly b: Float32Array } {
  const streams = streamsOf(run, names);
  const pair = names.forced ? forcedOf(streams, replays, names) : streams;
  const [a, b] = [pair.a, pair.b].map(({ logits }) => logits[names.position]);
  if (a && b) return { a, b };
  const { probe, position } = names;
  throw new RangeError(`no logits are kept of ${probe} in ${names.a} and ${names.b} at token ${position}`);
}
