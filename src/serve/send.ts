import { streamSSE } from 'hono/streaming';
import type { Outbox } from './outbox.ts';
import type { ServeContext } from './serve-context.ts';

/**
 * Sends what is put into an outbox as server-sent events, until it ends. `gone` hears of a client who goes away first. A client who has not taken
 * the rest `patience` milliseconds after the end is cut off.
 */
export function send(c: ServeContext, outbox: Outbox, patience: number, gone: () => void): Response {
  return streamSSE(c, async (stream) => {
    stream.onAbort(() => {
      gone();
      outbox.end();
    });
    let timer: ReturnType<typeof setTimeout> | null = null;
    outbox.onEnd(() => {
      timer = setTimeout(() => c.env?.outgoing?.destroy(), patience);
      timer.unref?.();
    });
    await outbox.drainTo((data) => stream.writeSSE({ data }));
    if (timer) clearTimeout(timer);
  });
}
