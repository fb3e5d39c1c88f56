import { createParser } from 'eventsource-parser';
import { shortWords } from '../../openai/reading/error-words.ts';
import { FaultError, faultError, isHtml, jsonOf, pageWords, toldFault } from './faults.ts';
import { Gatherer, type Reading } from './reading.ts';
import type { ServerFault } from './server-types.ts';

/** What came of a stream at once: characters and tokens may be none. */
export interface StreamPiece {
  readonly text: string;
  readonly tokens: number;
}

const DONE = '[DONE]';

/**
 * Reads server-sent events to `[DONE]`. Throws FaultError: `cut` where the stream ends before it and before any end of the answer, and what an
 * error object in the stream says.
 */
export async function readStream(
  pieces: AsyncIterable<string>,
  status: number,
  onPiece: (piece: StreamPiece) => void,
): Promise<Reading> {
  const gatherer = new Gatherer();
  const events = new Events(status);
  let start = '';
  for await (const piece of pieces) {
    if (start.length < 200) start += piece;
    for (const data of events.feed(piece)) {
      if (data === DONE) return gatherer.reading();
      const { text, tokens } = gatherer.add(jsonOf(data, 'an event of the stream', status));
      if (text !== '' || tokens > 0) onPiece({ text, tokens });
    }
  }
  if (isHtml(start))
    throw faultError('not-json', `expected a stream of events, found ${pageWords(start)}`, false, status);
  if (gatherer.finish === null)
    throw faultError(
      'cut',
      'the stream ended before the answer did: neither an end nor [DONE] came',
      true,
      status,
    );
  gatherer.note('done', 'the stream ended without [DONE]');
  return gatherer.reading();
}

/** The data of each event; servers that put an error into a field of its own (`error: {…}`) are understood. */
class Events {
  readonly #status: number;
  #data: string[] = [];
  #fault: FaultError | null = null;
  readonly #parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === 'error') this.#refuse(data);
      else this.#data.push(data);
    },
    onError: ({ field, value }) => {
      if (field === 'error') this.#refuse(value ?? '');
    },
  });

  constructor(status: number) {
    this.#status = status;
  }

  feed(piece: string): readonly string[] {
    this.#data = [];
    this.#parser.feed(piece);
    if (this.#fault) throw this.#fault;
    return this.#data;
  }

  #refuse(text: string): void {
    const words = {
      kind: 'server-error',
      passing: true,
      message: `the stream says: ${shortWords(text)}`,
    } as const;
    let told: ServerFault | null = null;
    try {
      const value = jsonOf(text, 'an error', this.#status);
      told = toldFault(value) ?? toldFault({ error: value });
    } catch {
      // Plain words.
    }
    this.#fault ??= new FaultError(told ?? words, { status: this.#status });
  }
}
