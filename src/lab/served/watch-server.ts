import { connectionFault, type Fetch, pageFault } from '../../engines/server/no-answer.ts';
import { type PageContext, thisPage } from '../../engines/server/page-context.ts';
import { pauseFor } from '../../model/sources/patience.ts';
import { readEvents } from '../../openai/sse.ts';
import { readEvent, type WatchedEvent } from './event-schema.ts';
import { addressText } from './server-address.ts';
import { refusalWords, silenceWords } from './watch-words.ts';

/** What is heard of a server that is watched. */
export type WatchNews =
  /** Asked; `tries` counts from 1, anew after each stream that was heard. */
  | { readonly type: 'asking'; readonly tries: number }
  | { readonly type: 'listening' }
  | { readonly type: 'heard'; readonly event: WatchedEvent }
  /** What could not be drawn. */
  | { readonly type: 'broken'; readonly problem: string }
  | { readonly type: 'unknown' }
  /** The stream broke off; it is asked for again after so many milliseconds. */
  | { readonly type: 'lost'; readonly message: string; readonly wait: number };

export interface WatchOptions {
  /** Base address, as `serverAddress` gives it. */
  readonly url: URL;
  readonly key: string | null;
  readonly signal: AbortSignal;
  readonly tell: (news: WatchNews) => void;
  readonly fetch?: Fetch;
  /** Where it runs; by itself it finds out. */
  readonly page?: PageContext | null;
  readonly pause?: typeof pauseFor;
}

/** Where a server of the lab tells what happens. */
export const EVENTS_PATH = '/batchmates/events';

/** Between two tries, in milliseconds; a server that does not come back within all of them is given up. */
const WAITS = [500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000, 15_000];

/**
 * Listens to a server until the signal ends it, asking again where the stream breaks off. Throws the signal's reason.
 * @returns why it cannot be watched, or no longer: there is none, it refuses, or it does not come back. The key is not in it.
 */
export async function watchServer(options: WatchOptions): Promise<string> {
  const { signal, tell, pause = pauseFor } = options;
  let heard = false;
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted();
    tell({ type: 'asking', tries });
    const end = await listen(options);
    signal.throwIfAborted();
    if (end.heard) [heard, tries] = [true, 0];
    if (!heard || end.final) return end.message;
    const wait = WAITS.at(tries);
    if (wait === undefined) return `${end.message}; it was asked ${WAITS.length} times again`;
    tell({ type: 'lost', message: end.message, wait });
    await pause(wait, signal);
  }
}

/** How a stream ended. */
interface StreamEnd {
  /** Whether the server began to answer. */
  readonly heard: boolean;
  readonly message: string;
  /** Asking again would end in the same way. */
  readonly final: boolean;
}

async function listen(options: WatchOptions): Promise<StreamEnd> {
  const { url, key, signal, tell } = options;
  const ask = options.fetch ?? ((address, init) => fetch(address, init));
  let answer: Response;
  try {
    answer = await ask(addressText(url) + EVENTS_PATH, {
      headers: { accept: 'text/event-stream', ...(key !== null && { authorization: `Bearer ${key}` }) },
      ...({
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        cache: 'no-store',
        redirect: 'error',
      } as const),
      signal,
    });
  } catch (cause) {
    signal.throwIfAborted();
    const page = options.page === undefined ? thisPage() : options.page;
    const fault = page
      ? await pageFault(url.href, page, { fetch: ask, signal })
      : connectionFault(cause, url.href);
    return { heard: false, message: silenceWords(fault), final: !fault.passing };
  }
  const isStream = (answer.headers.get('content-type') ?? '').startsWith('text/event-stream');
  if (!answer.ok || !answer.body || !isStream) {
    void answer.body?.cancel().catch(() => undefined);
    // A server that is starting, draining or full of watchers answers 503.
    return { heard: false, message: refusalWords(url, answer), final: answer.status < 500 };
  }
  tell({ type: 'listening' });
  const message = await readStream(answer.body, tell);
  return { heard: true, message: `${url.origin} ${message}`, final: false };
}

/** @returns how it ended, in words behind the server's name. */
async function readStream(body: ReadableStream<Uint8Array>, tell: WatchOptions['tell']): Promise<string> {
  let said: string | null = null;
  try {
    for await (const { data } of readEvents(body)) {
      const read = readEvent(data);
      if (read.is === 'said') said = read.message;
      else if (read.is === 'event') tell({ type: 'heard', event: read.event });
      else tell(read.is === 'unknown' ? { type: 'unknown' } : { type: 'broken', problem: read.problem });
    }
  } catch {
    return 'is no longer heard: the connection broke off, or an event had no end';
  }
  return said === null ? 'ended the stream' : `ended the stream: ${said}`;
}
