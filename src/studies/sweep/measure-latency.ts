import type { LoadRequest } from '../../results/load/load-record.ts';

/** Milliseconds of a run's clock. */
export interface Latency {
  /** From its arrival to its first token. */
  readonly ttft: number | null;
  /** Between its tokens, mean; of an answer of one token there is none. */
  readonly tpot: number | null;
  /** From its arrival to its last token. */
  readonly e2el: number | null;
}

const NONE: Latency = { ttft: null, tpot: null, e2el: null };

/** All null where it was never done, or had no clock. */
export function latencyOf(times: Pick<LoadRequest, 'arrived' | 'tokenTimes' | 'outcome'> | null): Latency {
  if (times?.outcome.kind !== 'done') return NONE;
  const { arrived, tokenTimes } = times;
  const [first, last] = [tokenTimes[0], tokenTimes.at(-1)];
  if (first === undefined || last === undefined) return NONE;
  const between = tokenTimes.length - 1;
  return {
    ttft: first - arrived,
    tpot: between > 0 ? (last - first) / between : null,
    e2el: last - arrived,
  };
}
