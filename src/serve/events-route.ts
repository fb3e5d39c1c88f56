import { Outbox } from './outbox.ts';
import { Refusal } from './refusal.ts';
import { send } from './send.ts';
import type { ServeContext } from './serve-context.ts';
import type { ServeLimits } from './serve-limits.ts';
import { errorText } from './streamed-answer.ts';
import type { WatchFeed } from './watch-feed.ts';

/** Tells a watcher how things stand and all that happens, an event a message. One who reads too slowly is let go. Throws Refusal. */
export function watchEvents(
  c: ServeContext,
  feed: WatchFeed,
  limits: ServeLimits,
  closing: AbortSignal,
): Response {
  if (feed.watchers >= limits.watchers)
    throw new Refusal(503, `${feed.watchers} watch already, as many as may`, { retryAfter: 10 });
  let stop: (() => void) | null = null;
  const leave = (last: string | null = null) => {
    stop?.();
    stop = null;
    closing.removeEventListener('abort', onClosing);
    outbox.end(last);
  };
  const onClosing = () => leave();
  const outbox = new Outbox(limits.buffer, () => {
    const message = `this watcher was let go: ${limits.buffer} characters waited for it`;
    leave(errorText(new Refusal(503, message, { code: 'client_slow' })));
  });
  closing.addEventListener('abort', onClosing, { once: true });
  stop = feed.watch((event) => void outbox.put(JSON.stringify(event)));
  // Already over where how things stand was more than the buffer takes.
  if (!outbox.isOpen) leave();
  return send(c, outbox, limits.patience, () => leave());
}
