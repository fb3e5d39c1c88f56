import { type Interval, pairedRatio } from '../../bench/statistics.ts';
import type { Percentiles } from '../model/model-audit.ts';
import { percentilesOf } from '../model/percentiles.ts';
import type { Overhead, Priced } from './overheads.ts';
import type { RequestServer, RequestTimes } from './request-server.ts';
import { SpanRecorder } from './span-recorder.ts';

export const TIMES = ['ttft', 'tpot', 'e2el'] as const satisfies readonly (keyof RequestTimes)[];

/** One time of requests without something and of as many with it, in turn. */
export interface PricedTime {
  readonly without: Percentiles;
  readonly with: Percentiles;
  /** With over without, of pairs that follow each other: their median, with its 95 % interval by the bootstrap, which few pairs do not reach. */
  readonly ratio: Interval;
}

export interface Price extends Readonly<Record<(typeof TIMES)[number], PricedTime>> {
  readonly of: Priced;
  readonly pairs: number;
}

export interface PriceOptions {
  readonly pairs: number;
  readonly signal?: AbortSignal | undefined;
  /** Requests that were served, and how many there will be. */
  readonly onRequest?: (done: number, total: number) => void;
}

const NONE: ReadonlySet<Overhead> = new Set();

/**
 * What each thing costs: pairs of requests with it and without, one after the other and each in turn first, all things taking turns, so that
 * what the machine does meanwhile falls on all alike. Throws the signal's reason where aborted.
 */
export async function priceRequests(
  server: RequestServer,
  priced: readonly Priced[],
  { pairs, signal, onRequest }: PriceOptions,
): Promise<Price[]> {
  const times = priced.map((of) => ({ of, without: [] as RequestTimes[], with: [] as RequestTimes[] }));
  const total = 2 * pairs * priced.length;
  let done = 0;
  for (let pair = 0; pair < pairs; pair++)
    for (const one of times) {
      const sides = [
        { into: one.without, serve: () => server.serve(NONE) },
        { into: one.with, serve: () => serveWith(server, one.of) },
      ];
      for (const { into, serve } of pair % 2 === 0 ? sides : sides.toReversed()) {
        signal?.throwIfAborted();
        const { ttft, tpot, e2el } = await serve();
        into.push({ ttft, tpot, e2el });
        onRequest?.(++done, total);
      }
    }
  return times.map((one) => ({
    of: one.of,
    pairs,
    ttft: pricedTime(one, 'ttft'),
    tpot: pricedTime(one, 'tpot'),
    e2el: pricedTime(one, 'e2el'),
  }));
}

function serveWith(server: RequestServer, priced: Priced) {
  switch (priced) {
    case 'nothing':
      return server.serve(NONE);
    case 'trace':
      return server.serve(NONE, new SpanRecorder());
    default:
      return server.serve(new Set([priced]));
  }
}

type Sides = Readonly<Record<'with' | 'without', readonly RequestTimes[]>>;

function pricedTime(sides: Sides, time: (typeof TIMES)[number]): PricedTime {
  const [a, b] = [sides.with, sides.without].map((list) => list.map((each) => each[time]));
  return { without: percentilesOf(b), with: percentilesOf(a), ratio: pairedRatio(a, b) };
}
