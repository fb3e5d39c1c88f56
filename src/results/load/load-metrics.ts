import { type ValueStore, Values } from './distribution.ts';
import type { LoadMetrics, LoadRequest, ServiceLimits } from './load-record.ts';

/** What metrics need to know of a request. */
export type Measured = Pick<
  LoadRequest,
  'id' | 'promptTokens' | 'arrived' | 'tokenTimes' | 'ended' | 'outcome'
>;

/** How long one request took, in milliseconds. */
export interface Latencies {
  readonly ttft: number;
  /** Null where it has one token only. */
  readonly tpot: number | null;
  readonly e2el: number;
}

/** Metrics of all requests at once. Throws as `MetricsSoFar.add`. */
export function loadMetrics(requests: readonly Measured[], limits: ServiceLimits = {}): LoadMetrics {
  const metrics = new MetricsSoFar(limits);
  for (const request of requests) metrics.add(request);
  return metrics.now();
}

/**
 * Metrics of requests that are taken in one by one, as they end, and need not be kept: what stays is three numbers a request and one a
 * token. As `vllm bench serve` has them: latencies over requests that are done, whose prompts and tokens alone are counted.
 */
export class MetricsSoFar {
  readonly #limits: ServiceLimits;
  readonly #ttft: ValueStore;
  readonly #tpot: ValueStore;
  readonly #itl: ValueStore;
  readonly #e2el: ValueStore;
  readonly #counts = { completed: 0, refused: 0, failed: 0 };
  #good = 0;
  #inputTokens = 0;
  #outputTokens = 0;
  #firstArrival = Number.POSITIVE_INFINITY;
  #lastEnd = Number.NEGATIVE_INFINITY;

  /** `store`: who keeps the values; left out: each is kept. */
  constructor(limits: ServiceLimits, store: () => ValueStore = () => new Values()) {
    this.#limits = limits;
    [this.#ttft, this.#tpot, this.#itl, this.#e2el] = [store(), store(), store(), store()];
  }

  /** Throws RangeError for a request whose first token was there no later than it arrived: a clock that stands still measures nothing. */
  add(request: Measured): void {
    const { arrived, ended, outcome, tokenTimes, promptTokens } = request;
    this.#firstArrival = Math.min(this.#firstArrival, arrived);
    if (ended !== null) this.#lastEnd = Math.max(this.#lastEnd, ended);
    if (outcome.kind === 'refused') this.#counts.refused++;
    if (outcome.kind === 'failed') this.#counts.failed++;
    if (outcome.kind !== 'done') return;
    const latencies = latenciesOf(request);
    this.#counts.completed++;
    this.#ttft.add(latencies.ttft);
    this.#e2el.add(latencies.e2el);
    if (latencies.tpot !== null) this.#tpot.add(latencies.tpot);
    for (let i = 1; i < tokenTimes.length; i++) this.#itl.add(tokenTimes[i] - tokenTimes[i - 1]);
    this.#inputTokens += promptTokens;
    this.#outputTokens += tokenTimes.length;
    if (isGood(latencies, this.#limits)) this.#good++;
  }

  now(): LoadMetrics {
    const duration = Math.max(0, this.#lastEnd - this.#firstArrival) || 0;
    const perSecond = (count: number) => (duration > 0 ? (count * 1000) / duration : 0);
    const stated = Object.values(this.#limits).some((limit) => limit !== undefined);
    return {
      ttft: this.#ttft.distribution(),
      tpot: this.#tpot.distribution(),
      itl: this.#itl.distribution(),
      e2el: this.#e2el.distribution(),
      duration,
      ...this.#counts,
      inputTokens: this.#inputTokens,
      outputTokens: this.#outputTokens,
      requestThroughput: perSecond(this.#counts.completed),
      outputThroughput: perSecond(this.#outputTokens),
      goodput: stated ? perSecond(this.#good) : null,
    };
  }
}

/** Of a request that is done. Throws RangeError where its first token was there no later than it arrived. */
export function latenciesOf({ id, arrived, tokenTimes }: Measured): Latencies {
  const first = tokenTimes[0];
  const last = tokenTimes[tokenTimes.length - 1];
  const ttft = first - arrived;
  // Also where it has no token at all, which is then no number.
  if (!(ttft > 0)) {
    throw new RangeError(`request ${id}: time to first token: expected more than 0 ms, found ${ttft}`);
  }
  const tpot = tokenTimes.length > 1 ? (last - first) / (tokenTimes.length - 1) : null;
  return { ttft, tpot, e2el: last - arrived };
}

/** Within every limit that is stated; one token alone has no time between tokens, and meets that limit. */
export function isGood({ ttft, tpot, e2el }: Latencies, limits: ServiceLimits): boolean {
  const within = (value: number, limit = Number.POSITIVE_INFINITY) => value <= limit;
  return within(ttft, limits.ttft) && within(tpot ?? 0, limits.tpot) && within(e2el, limits.e2el);
}
