import type { LiveAnswer, LiveAsk, LiveToken } from '../lab/live/live-types.ts';
import type { LoadRequest } from '../results/load/load-record.ts';
import type { Telling } from './asked.ts';
import { Refusal } from './refusal.ts';
import type { Served } from './served.ts';
import { StopFinder } from './stop-finder.ts';
import { TextStream } from './text-stream.ts';
import { ToldSoFar } from './told.ts';

/** Text that may be given on, and the tokens that it came of. */
export interface Piece {
  readonly type: 'piece';
  readonly text: string;
  readonly tokens: readonly SpokenToken[];
}

export interface SpokenToken extends LiveToken {
  /** Characters of the answer that were there before it. */
  readonly offset: number;
}

/** How a choice ended. */
export interface Finish {
  readonly type: 'finish';
  /** What was still open, and tokens that no text came of. */
  readonly rest: Omit<Piece, 'type'>;
  readonly reason: 'stop' | 'length';
  /** The stop string or asked-for token that ended it. */
  readonly stopReason: string | number | null;
  readonly record: LoadRequest;
  readonly told: ToldSoFar;
}

/**
 * Tells one answer in pieces: text in whole characters, what may begin a stop string held back. Tokens come with the first text behind
 * them. Throws Refusal where the engine refused it or failed over it. Leaving early cancels nothing: whoever reads does.
 */
export async function* tellChoice(
  answer: LiveAnswer,
  ask: LiveAsk,
  telling: Telling,
  served: Served,
): AsyncGenerator<Piece | Finish, void, undefined> {
  const told = new ToldSoFar(ask, served, telling);
  const texts = new TextStream(served.tokenizer);
  const stops = new StopFinder(telling.stops, telling.includeStop);
  let pending: SpokenToken[] = [];
  let [offset, stopped]: [number, string | null] = [0, null];
  for await (const event of answer.events) {
    if (event.type === 'ended') {
      // What a stop string ended has told all there is of it.
      const rest = stopped === null ? restOf(texts, stops) : { text: '', stop: null };
      stopped ??= rest.stop;
      const end = endOf(event.record, stopped, told, telling);
      yield {
        type: 'finish',
        rest: { text: rest.text, tokens: pending },
        record: event.record,
        told,
        ...end,
      };
      return;
    }
    if (stopped !== null) continue;
    told.add(event);
    pending.push({ ...event, offset });
    // As in vLLM: a token that was asked to end the answer is no part of its text.
    const silent = telling.stopTokens.has(event.token) && !telling.includeStop;
    const made = silent ? '' : texts.push(event.token);
    offset += made.length;
    const { text, stop } = stops.push(made);
    if (stop !== null) {
      stopped = stop;
      answer.finish();
    }
    if (text === '' && stop === null) continue;
    yield { type: 'piece', text, tokens: pending };
    pending = [];
  }
  throw new Refusal(500, 'the engine told no end of this answer');
}

/** What was still open or held back as the answer ended. */
function restOf(
  texts: TextStream,
  stops: StopFinder,
): { readonly text: string; readonly stop: string | null } {
  const { text, stop } = stops.push(texts.end());
  return { text: stop === null ? text + stops.end() : text, stop };
}

function endOf(
  { outcome }: LoadRequest,
  stop: string | null,
  { tokens }: ToldSoFar,
  { stopTokens }: Telling,
): Pick<Finish, 'reason' | 'stopReason'> {
  if (stop !== null) return { reason: 'stop', stopReason: stop };
  if (outcome.kind !== 'done') throw refusalFor(outcome);
  if (outcome.reason === 'length') return { reason: 'length', stopReason: null };
  const last = tokens.at(-1);
  return { reason: 'stop', stopReason: last !== undefined && stopTokens.has(last) ? last : null };
}

function refusalFor(outcome: Exclude<LoadRequest['outcome'], { kind: 'done' }>): Refusal {
  if (outcome.kind === 'unfinished') return new Refusal(503, 'the server ended before this answer did');
  if (outcome.kind === 'failed')
    return new Refusal(500, `the engine failed over this request: ${outcome.message}`);
  return new Refusal(429, outcome.message, { retryAfter: 1 });
}
