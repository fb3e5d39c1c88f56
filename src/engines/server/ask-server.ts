import { addressOf, bodyOf, type ServerDialect, USUAL_DIALECT } from './body.ts';
import { REAL_CLOCK, type ServerClock, waitBy } from './clock.ts';
import { FaultError } from './faults.ts';
import type { Fetch } from './no-answer.ts';
import { type PageContext, thisPage } from './page-context.ts';
import { problemOf } from './place.ts';
import type { Reading } from './reading.ts';
import { delayBefore, type ServerRetries, USUAL_RETRIES } from './retries.ts';
import { Scrubber } from './scrub.ts';
import { type Line, tryOnce } from './send.ts';
import type {
  ServerAsk,
  ServerAttempt,
  ServerFault,
  ServerOutcome,
  ServerPlace,
  ServerTimes,
} from './server-types.ts';
import { type ServerTimeouts, USUAL_TIMEOUTS } from './watch.ts';

/** What came of a stream at once, its key taken out. */
export interface AskPiece {
  /** Milliseconds since the ask was sent the first time. */
  readonly at: number;
  readonly text: string;
  /** Tokens that it is, as far as the server tells ids or log probabilities. */
  readonly tokens: number;
  /** Counts tries from 0: a later one begins the answer anew. */
  readonly attempt: number;
}

export interface AskOptions {
  readonly signal?: AbortSignal | undefined;
  readonly timeouts?: Partial<ServerTimeouts>;
  readonly retries?: Partial<ServerRetries>;
  readonly dialect?: ServerDialect;
  readonly clock?: ServerClock;
  readonly fetch?: Fetch;
  /** Where it runs; by itself it finds out. */
  readonly page?: PageContext | null;
  /** Bytes of one answer. */
  readonly mostBytes?: number;
  readonly onPiece?: (piece: AskPiece) => void;
  /** Hears of a try that failed and how long is waited before the next, in milliseconds. */
  readonly onRetry?: (attempt: ServerAttempt, wait: number) => void;
}

const MOST_ANSWER_BYTES = 16 * 1024 * 1024;

/** How a place is asked, its defaults filled in. */
export function lineTo(place: ServerPlace, options: AskOptions): Line {
  return {
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    clock: options.clock ?? REAL_CLOCK,
    page: options.page === undefined ? thisPage() : options.page,
    key: place.key,
    timeouts: { ...USUAL_TIMEOUTS, ...options.timeouts },
    mostBytes: options.mostBytes ?? MOST_ANSWER_BYTES,
    signal: options.signal,
  };
}

/**
 * Asks a server once, and again where that may help. Whatever goes wrong is an outcome; only the signal's reason is thrown. The place's key goes
 * into the header `Authorization` and nowhere else, and is taken out of whatever the server says.
 */
export async function askServer(
  place: ServerPlace,
  ask: ServerAsk,
  options: AskOptions = {},
): Promise<ServerOutcome> {
  options.signal?.throwIfAborted();
  const problem = problemOf(place);
  if (problem !== null) {
    const fault: ServerFault = { kind: 'refused', message: problem, passing: false };
    return { kind: 'failed', ask, attempts: [{ began: 0, ended: 0, status: null, fault }], fault };
  }
  const scrubber = new Scrubber(place.key);
  const outcome = await asked(place, ask, options, scrubber);
  if (outcome.kind === 'failed') return scrubber.value(outcome);
  const { positions, ...answer } = outcome.answer;
  return {
    kind: 'answered',
    answer: { ...scrubber.value(answer), positions: scrubber.positions(positions) },
  };
}

async function asked(
  place: ServerPlace,
  ask: ServerAsk,
  options: AskOptions,
  scrubber: Scrubber,
): Promise<ServerOutcome> {
  const line = lineTo(place, options);
  const { clock } = line;
  const retries = { ...USUAL_RETRIES, ...options.retries };
  const question = {
    url: addressOf(place, ask),
    body: JSON.stringify(bodyOf(place, ask, options.dialect ?? USUAL_DIALECT)),
  };
  const start = clock.now();
  const since = () => clock.now() - start;
  const attempts: ServerAttempt[] = [];
  for (;;) {
    const began = since();
    const pieces = new Pieces(since, attempts.length, scrubber, options.onPiece);
    try {
      const { reading, streamed, status } = await tryOnce(line, question, pieces.add);
      pieces.end();
      const ended = since();
      attempts.push({ began, ended, status, fault: null });
      return {
        kind: 'answered',
        answer: answerOf(ask, reading, pieces.times(streamed, ended, reading), attempts),
      };
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      const failed: ServerAttempt = {
        began,
        ended: since(),
        status: error.status,
        fault: scrubber.value(error.fault),
      };
      attempts.push(failed);
      const wait = nextDelay(error, retries, ask.id, attempts.length);
      if (typeof wait !== 'number') return { kind: 'failed', ask, attempts, fault: wait };
      options.onRetry?.(failed, wait);
      await waitBy(clock, wait, options.signal);
    }
  }
}

/** Milliseconds to wait, or why nothing is tried any more. */
function nextDelay(
  { fault, retryAfter }: FaultError,
  retries: ServerRetries,
  id: string,
  tried: number,
): number | ServerFault {
  if (!fault.passing || tried > retries.most) return fault;
  const delay = delayBefore(retries, id, tried, retryAfter);
  if (delay !== null) return delay;
  const seconds = (milliseconds: number) => `${Math.ceil(milliseconds / 1000)} s`;
  return {
    ...fault,
    message: `${fault.message}; the server asks to wait ${seconds(retryAfter!)}, longer than the ${seconds(retries.longestAsked)} that are waited`,
  };
}

function answerOf(ask: ServerAsk, reading: Reading, times: ServerTimes, attempts: readonly ServerAttempt[]) {
  const { queued: _, ...told } = reading;
  return { ask, ...told, times, attempts };
}

/** When what came of one try. */
class Pieces {
  readonly #since: () => number;
  readonly #attempt: number;
  readonly #scrubber: Scrubber;
  readonly #onPiece: AskOptions['onPiece'];
  readonly #at: number[] = [];
  /** Text that may be the beginning of a key. */
  #held = '';

  constructor(since: () => number, attempt: number, scrubber: Scrubber, onPiece: AskOptions['onPiece']) {
    this.#since = since;
    this.#attempt = attempt;
    this.#scrubber = scrubber;
    this.#onPiece = onPiece;
  }

  readonly add = ({ text, tokens }: { readonly text: string; readonly tokens: number }): void => {
    const at = this.#since();
    this.#at.push(at);
    if (!this.#onPiece) return;
    const clean = this.#scrubber.text(this.#held + text);
    const keep = this.#scrubber.held(clean);
    this.#held = clean.slice(clean.length - keep);
    this.#onPiece({ at, text: clean.slice(0, clean.length - keep), tokens, attempt: this.#attempt });
  };

  /** Hands on what was held. */
  end(): void {
    if (this.#held !== '')
      this.#onPiece?.({ at: this.#since(), text: this.#held, tokens: 0, attempt: this.#attempt });
  }

  times(streamed: boolean, ended: number, { queued }: Reading): ServerTimes {
    return { first: streamed ? (this.#at[0] ?? null) : null, pieces: this.#at, ended, queued };
  }
}
