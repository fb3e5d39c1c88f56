import { ownTimes, SPAN_KINDS, type Span, type SpanKind, within } from './spans.ts';

/** Where the time of a request goes: shares of it, which add up to 1. */
export interface TimeShares extends Readonly<Record<SpanKind, number>> {
  readonly milliseconds: number;
  /** All but kernels: what the model does not compute. */
  readonly outside: number;
}

/** A name's time within a request, however often it stands there. */
export interface NameTime {
  readonly name: string;
  readonly kind: SpanKind;
  readonly count: number;
  readonly milliseconds: number;
  readonly share: number;
}

/** Index of the request in a trace. Throws RangeError where there is none. */
export function requestIn(spans: readonly Span[]): number {
  const index = spans.findIndex(({ name }) => name === 'request');
  if (index < 0) throw new RangeError('the trace has no span "request"');
  return index;
}

export function timeShares(spans: readonly Span[]): TimeShares {
  const root = requestIn(spans);
  const own = ownTimes(spans);
  const milliseconds = spans[root].end - spans[root].begin;
  const sums: Record<SpanKind, number> = { tensor: 0, movement: 0, host: 0, wait: 0, added: 0 };
  for (const index of within(spans, root)) sums[spans[index].kind] += own[index];
  for (const kind of SPAN_KINDS) sums[kind] = milliseconds > 0 ? sums[kind] / milliseconds : 0;
  return { ...sums, milliseconds, outside: sums.host + sums.wait + sums.added };
}

/** The longest first; steps and layers count with what is theirs alone. */
export function timesByName(spans: readonly Span[]): NameTime[] {
  const root = requestIn(spans);
  const own = ownTimes(spans);
  const total = spans[root].end - spans[root].begin;
  const found = new Map<string, { kind: SpanKind; count: number; milliseconds: number }>();
  for (const index of within(spans, root)) {
    const { name, kind } = spans[index];
    const called = name.replace(/^(step|layer) \d+$/, '$1s, between their parts');
    const sum = found.get(`${kind} ${called}`) ?? { kind, count: 0, milliseconds: 0 };
    sum.count++;
    sum.milliseconds += own[index];
    found.set(`${kind} ${called}`, sum);
  }
  return [...found]
    .map(([key, sum]) => ({
      ...sum,
      name: key.slice(sum.kind.length + 1),
      share: total > 0 ? sum.milliseconds / total : 0,
    }))
    .toSorted((a, b) => b.milliseconds - a.milliseconds);
}
