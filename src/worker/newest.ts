import type { Listener } from './event-stream.ts';

/** Hears only the newest event of each batch: enough of those that say where work stands. */
export function newest<Event>(take: (event: Event) => void): Listener<Event> {
  return (events) => take(events[events.length - 1]);
}
