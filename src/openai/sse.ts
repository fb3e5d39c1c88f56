import { EventSourceParserStream } from 'eventsource-parser/stream';

/** What ends a stream in OpenAI's protocol. */
export const DONE = '[DONE]';

/** What an event says, and under which name. */
export interface ServerEvent {
  readonly event: string | null;
  readonly data: string;
  readonly id: string | null;
}

/** Characters of one event: a stream that never ends a line is no event stream. */
const MOST_CHARACTERS = 1 << 24;

/**
 * Events of a body in the form of server-sent events (WHATWG HTML, 9.2). Leaving the loop cancels the body. Throws what the body throws,
 * and where an event is larger than any should be.
 */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  // The DOM's types know a decoder's writable side for every buffer source, a body's for bytes alone.
  const texts = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>);
  const events = texts.pipeThrough(new EventSourceParserStream({ maxBufferSize: MOST_CHARACTERS }));
  const reader = events.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield { event: value.event ?? null, data: value.data, id: value.id ?? null };
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
