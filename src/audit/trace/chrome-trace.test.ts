import { expect, test } from 'vitest';
import { chromeTrace } from './chrome-trace.ts';
import { withPage } from './page-spans.ts';
import { tracedPico } from './testing/traced.ts';

const { trace } = await tracedPico();
const sent = trace.at + trace.spans[0].end;
const drawn = withPage(trace, { sent, received: sent + 1, drawn: sent + 4 });
const { traceEvents } = chromeTrace(drawn);

test('begins and ends pair up within each thread, in order of time, and their lengths are the spans’', () => {
  const open = new Map<number, { name: string; ts: number }[]>();
  const last = new Map<number, number>();
  const lengths: Record<string, number> = {};
  for (const event of traceEvents) {
    if (event.ph === 'M') continue;
    expect(event.ts).toBeGreaterThanOrEqual(last.get(event.tid) ?? 0);
    last.set(event.tid, event.ts);
    const stack = open.get(event.tid) ?? [];
    open.set(event.tid, stack);
    if (event.ph === 'B') stack.push(event);
    else {
      const { name, ts } = stack.pop()!;
      lengths[name] = (lengths[name] ?? 0) + event.ts - ts;
    }
  }
  expect([...open.values()].flat(), 'none is left open').toEqual([]);
  for (const [name, length] of Object.entries(lengths)) {
    const spans = drawn.spans.filter((span) => span.name === name);
    const sum = spans.reduce((total, { begin, end }) => total + 1000 * (end - begin), 0);
    // Each end is rounded to a nanosecond.
    expect(Math.abs(length - sum)).toBeLessThanOrEqual(0.001 * spans.length + 1e-6);
  }
  expect(traceEvents.filter(({ ph }) => ph === 'B')).toHaveLength(drawn.spans.length);
});

test('threads are named, and what the page did is one of its own', () => {
  const names = traceEvents.flatMap((event) =>
    event.ph === 'M' && event.name === 'thread_name' ? [event.args] : [],
  );
  expect(names).toEqual([{ name: 'host' }, { name: 'page' }]);
  const page = traceEvents.flatMap((event) => (event.ph === 'B' && event.tid === 3 ? [event.name] : []));
  expect(page).toEqual(['deliver', 'draw']);
});

test('neither prompt nor answer is in it', () => {
  const text = JSON.stringify(chromeTrace(drawn));
  expect(text).not.toContain('Once upon');
  expect(text).not.toContain(JSON.stringify(trace.request.text).slice(1, -1));
});
