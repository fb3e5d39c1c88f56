import { adapterName } from '../../results/adapter-name.ts';
import type { Attributes } from '../otlp/attributes.ts';
import type { RequestTrace } from './request-trace.ts';
import type { Lane, Span } from './spans.ts';

/** An event of the Trace Event Format, times in microseconds since the trace's zero. */
export type ChromeEvent =
  | { readonly ph: 'M'; readonly name: string; readonly pid: 1; readonly tid: number; readonly args: object }
  | {
      readonly ph: 'B';
      readonly name: string;
      readonly cat: string;
      readonly pid: 1;
      readonly tid: number;
      readonly ts: number;
      readonly args?: Attributes;
    }
  | { readonly ph: 'E'; readonly pid: 1; readonly tid: number; readonly ts: number };

/** What Perfetto and Chrome's own page read. */
export interface ChromeTrace {
  readonly traceEvents: readonly ChromeEvent[];
  readonly displayTimeUnit: 'ms';
  readonly otherData: Readonly<Record<string, string | number>>;
}

const THREADS: Readonly<Record<Lane, { readonly tid: number; readonly name: string }>> = {
  host: { tid: 1, name: 'host' },
  device: { tid: 2, name: 'device' },
  page: { tid: 3, name: 'page' },
};
const PROCESS = 1;

/**
 * A trace in the Trace Event Format (JSON object form), a thread for each lane, spans as pairs of B and E in order: within a thread they nest, and none
 * overlaps another. Times are rounded to nanoseconds, which keeps their order. Neither prompt nor answer is in it.
 */
export function chromeTrace(trace: RequestTrace): ChromeTrace {
  const lanes = (Object.keys(THREADS) as Lane[]).filter((lane) =>
    trace.spans.some((span) => span.lane === lane),
  );
  return {
    traceEvents: [
      {
        ph: 'M',
        name: 'process_name',
        pid: PROCESS,
        tid: 0,
        args: { name: `${trace.model.name}, ${trace.engine}` },
      },
      ...lanes.flatMap(namedThread),
      ...lanes.flatMap((lane) => laneEvents(trace.spans, lane)),
    ],
    displayTimeUnit: 'ms',
    otherData: {
      model: trace.model.name,
      engine: trace.engine,
      adapter: adapterName(trace.adapter),
      host: trace.host,
      kernelClock: trace.kernelClock,
      unixMilliseconds: trace.at,
    },
  };
}

function namedThread(lane: Lane): ChromeEvent[] {
  const { tid, name } = THREADS[lane];
  return [
    { ph: 'M', name: 'thread_name', pid: PROCESS, tid, args: { name } },
    { ph: 'M', name: 'thread_sort_index', pid: PROCESS, tid, args: { sort_index: tid } },
  ];
}

/** Of the spans of a lane, in the order of their beginnings, parents before children; each ends before the next that is not within it begins. */
function laneEvents(spans: readonly Span[], lane: Lane): ChromeEvent[] {
  const { tid } = THREADS[lane];
  const events: ChromeEvent[] = [];
  const open: number[] = [];
  const close = () => {
    const { end } = spans[open.pop()!];
    events.push({ ph: 'E', pid: PROCESS, tid, ts: microseconds(end) });
  };
  spans.forEach(({ name, kind, begin, parent, attributes, ...span }, index) => {
    if (span.lane !== lane) return;
    while (open.length > 0 && !isWithin(spans, parent, open.at(-1)!)) close();
    open.push(index);
    const args = attributes && { args: attributes };
    events.push({ ph: 'B', name, cat: kind, pid: PROCESS, tid, ts: microseconds(begin), ...args });
  });
  while (open.length > 0) close();
  return events;
}

function isWithin(spans: readonly Span[], parent: number | null, ancestor: number): boolean {
  for (let at = parent; at !== null; at = spans[at].parent) if (at === ancestor) return true;
  return false;
}

function microseconds(milliseconds: number): number {
  return Math.round(milliseconds * 1e6) / 1e3;
}
