import { expect, it } from 'vitest';
import { readEvent, type WatchedEvent } from '../../../../lab/served/event-schema.ts';
import { scheduledRun } from '../testing/scheduled-run.ts';
import { newestEvents, weightOfAll } from './kept-events.ts';
import { WatchedArm } from './watched-arm.ts';

const crowd = {
  ...{ requests: 60, perSecond: 400, outputTokens: 12 },
  limits: { maxSequences: 4, maxTokensPerStep: 32, blocks: 24 },
};

/** What a server says of a crowd, as it comes over the wire. */
const told = scheduledRun(crowd).flatMap((event): WatchedEvent[] => {
  // A server has a real clock.
  const said = event.type === 'began' ? { ...event, clock: { kind: 'real' } } : event;
  const read = readEvent(JSON.stringify(said));
  return read.is === 'event' ? [read.event] : [];
});
const [began, ...events] = told;
if (began.type !== 'began') throw new RangeError('expected an arm that begins');

const watching = (most?: number) => new WatchedArm(began, most);
const takeAll = (arm: WatchedArm, of: readonly WatchedEvent[]) => {
  for (const event of of) arm.take(event);
  return arm;
};
const at = (event: WatchedEvent, ms: number): WatchedEvent =>
  event.type === 'step'
    ? { ...event, at: event.at + ms, step: { ...event.step, at: event.step.at + ms } }
    : { ...event, at: event.at + ms };

it('draws what a server says as a run of the page is drawn, whatever its clock says when watching begins', () => {
  expect(told.length).toBe(scheduledRun(crowd).length - 1);
  const { view } = takeAll(
    watching(),
    events.map((event) => at(event, 3_600_000)),
  );
  expect(view.requests).toHaveLength(crowd.requests);
  expect(view.requests.every(({ outcome }) => outcome?.kind === 'done')).toBe(true);
  expect(view.requests[0].arrived).toBe(0);
  expect(view.scene.end).toBeLessThan(10_000);
  expect(view.scene.steps.every(({ owners }) => owners?.every((owner) => owner < crowd.requests))).toBe(true);
});

it('leaves out whoever came before it, and says how many', () => {
  const third = events.findIndex((event) => event.type === 'arrived' && event.request === 3);
  const { view } = takeAll(watching(), events.slice(third));
  const [first] = view.requests;
  const source = events[third];
  expect(source.type === 'arrived' && source.id).toBe(first.id);
  expect(view.requests).toHaveLength(crowd.requests - 3);
  expect(view.notes[0]).toMatch(/^3 requests came before what is held here/);
  // While one of them holds blocks, whose they are is not drawn; nobody else's name stands on them.
  for (const { owners = [] } of view.scene.steps)
    for (const owner of owners) expect(owner < view.requests.length).toBe(true);
});

it('ends whoever was under way when the stream broke off, and takes up nobody in the middle', () => {
  const half = events.slice(0, events.length >> 1);
  const arm = takeAll(watching(), half);
  const open = arm.view.requests.filter(({ outcome }) => outcome === null).length;
  expect(open).toBeGreaterThan(0);
  arm.lost();
  expect(arm.view.requests.filter(({ outcome }) => outcome?.kind === 'unfinished')).toHaveLength(open);
  const tokens = arm.view.requests.map((request) => request.tokens.length);
  const later = events.slice(half.length);
  takeAll(arm, later);
  expect(arm.view.requests.slice(0, tokens.length).map((request) => request.tokens.length)).toEqual(tokens);
  expect(arm.view.requests).toHaveLength(crowd.requests);
});

it('takes no token out of its turn', () => {
  const of = events.filter((event) => event.type === 'token' && event.request === 0);
  const arm = takeAll(
    watching(),
    events.filter((event) => event !== of[3]),
  );
  expect(arm.view.requests[0].tokens).toHaveLength(3);
});

/** A later life of the same server, or the same stream taken up again: everything so much later, under other names. */
const later = (ms: number, name: string) =>
  events.map((event) => at(event.type === 'arrived' ? { ...event, id: `${event.id}${name}` } : event, ms));

it('goes on where the stream is taken up again, whose requests count from 0 anew', () => {
  const arm = takeAll(watching(), events);
  const end = Math.max(...events.map((event) => event.at));
  arm.take(began);
  takeAll(arm, later(end, ' again'));
  expect(arm.view.requests).toHaveLength(2 * crowd.requests);
  expect(arm.view.requests.every(({ outcome }) => outcome?.kind === 'done')).toBe(true);
  expect(arm.view.notes).toEqual([]);
});

it('begins anew where the server’s clock has gone back', () => {
  const arm = takeAll(watching(), later(60_000, ''));
  arm.take(began);
  // Nothing is known yet: how things stand is told of past times either way.
  expect(arm.view.requests).toHaveLength(crowd.requests);
  takeAll(arm, later(0, ' new'));
  expect(arm.view.requests).toHaveLength(crowd.requests);
  expect(arm.view.requests[0].id).toMatch(/ new$/);
  expect(arm.view.notes).toEqual(['The server was started again: what is drawn is since then.']);
});

it('draws whoever had begun before from the first token that is heard, and says so', () => {
  const arm = watching();
  const first = events.findIndex(({ type }) => type === 'token');
  const missed = events[first];
  const request = missed.type === 'token' ? missed.request : -1;
  takeAll(
    arm,
    events.filter((_, place) => place !== first),
  );
  const all = events.filter((event) => event.type === 'token' && event.request === request);
  expect(arm.view.requests[request].tokens).toHaveLength(all.length - 1);
  expect(arm.view.notes[0]).toBe('1 request had begun before: their first tokens are not drawn.');
});

it('holds no more than it may of a stream without an end, whole requests of the newest', () => {
  const most = weightOfAll(events) * 1.5;
  const arm = watching(most);
  const span = Math.max(...events.map((event) => event.at)) + 10;
  let largest = 0;
  for (let round = 0; round < 8; round++) {
    for (const event of events) {
      const named = 'request' in event ? { ...event, request: event.request + round * 1000 } : event;
      arm.take(at(named.type === 'arrived' ? { ...named, id: `${named.id} ${round}` } : named, round * span));
    }
    largest = Math.max(largest, arm.view.requests.length);
  }
  expect(largest).toBeLessThan(crowd.requests * 3);
  const { view } = arm;
  expect(view.requests.every(({ outcome }) => outcome?.kind === 'done')).toBe(true);
  expect(view.requests.at(-1)!.id).toMatch(/ 7$/);
  expect(view.scene.end).toBeLessThan(span * 3);
  expect(view.notes[0]).toMatch(/^\d+ older requests and their steps are no longer held/);
  // A lane's tokens are all there: none of a request was let go while the rest stayed.
  expect(view.requests.every(({ tokens }) => tokens.length > 0 && tokens[0].at >= 0)).toBe(true);
  expect(view.scene.lanes).toHaveLength(view.requests.length);
});

it('keeps the newest events and the whole of requests that go on in them, as far as there is room', () => {
  const kept = newestEvents(events, 200);
  expect(weightOfAll(kept)).toBeLessThanOrEqual(300);
  expect(kept.at(-1)).toBe(events.at(-1));
  const begun = new Set<number>();
  for (const event of kept) {
    if (event.type === 'arrived') begun.add(event.request);
    else if ('request' in event) expect(begun.has(event.request)).toBe(true);
  }
});
