import type { WatchedEvent } from '../../../../lab/served/event-schema.ts';

/** About how much an event and its drawing hold, where a token is one. */
export function weightOf(event: WatchedEvent): number {
  if (event.type !== 'step') return event.type === 'arrived' ? 4 : 1;
  const { slices, owners = [], holders = [], moves, shadows = [] } = event.step;
  return 2 + slices.length + moves.length + shadows.length + (owners.length + holders.length) / 16;
}

export function weightOfAll(events: readonly WatchedEvent[]): number {
  return events.reduce((sum, event) => sum + weightOf(event), 0);
}

/** Whose event it is; null: the whole arm's. */
function requestOf(event: WatchedEvent): number | null {
  return 'request' in event ? event.request : null;
}

/**
 * The newest events, of about so much weight, and whole requests: of each that has an event among them all its events, as far as half as much again
 * holds them, the newest requests first. In their order.
 */
export function newestEvents(events: readonly WatchedEvent[], most: number): WatchedEvent[] {
  const cut = newestFrom(events, most);
  const concerned = new Set(events.slice(cut).map(requestOf));
  const older = new Map<number, { weight: number; arrived: boolean }>();
  for (const event of events.slice(0, cut)) {
    const request = requestOf(event);
    if (request === null || !concerned.has(request)) continue;
    const known = older.get(request) ?? { weight: 0, arrived: false };
    older.set(request, {
      weight: known.weight + weightOf(event),
      arrived: known.arrived || event.type === 'arrived',
    });
  }
  let room = most / 2;
  const dropped = new Set<number>();
  for (const [request, { weight }] of [...older].toSorted(([a], [b]) => b - a)) {
    room -= weight;
    if (room < 0) dropped.add(request);
  }
  return events.filter((event, at) => {
    const request = requestOf(event);
    if (request === null) return at >= cut;
    return !dropped.has(request) && (at >= cut || older.has(request));
  });
}

/** Place of the first of the newest events that together weigh no more. */
function newestFrom(events: readonly WatchedEvent[], most: number): number {
  let [at, weight] = [events.length, 0];
  while (at > 0) {
    weight += weightOf(events[at - 1]);
    if (weight > most) break;
    at--;
  }
  return at;
}
