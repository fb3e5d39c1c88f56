import type { MiddlewareHandler } from 'hono';
import { prometheusText } from '../audit/metrics/prometheus.ts';
import type { MetricRegistry } from '../audit/metrics/registry.ts';
import type { LiveLoad } from '../lab/live/live-types.ts';

const ROUTES = ['completions', 'chat', 'models', 'tokenize', 'events', 'metrics', 'other'] as const;
const STATUSES = ['2xx', '4xx', '429', '5xx', '503'] as const;
/** Why answers were ended before their end. */
const CANCELS = ['client_gone', 'client_slow', 'sibling_failed'] as const;

export type CountedRoute = (typeof ROUTES)[number];
export type CancelReason = (typeof CANCELS)[number];

/** What a server counts beside its arms. */
export class Counted {
  readonly #registry: MetricRegistry;
  readonly #requests;
  readonly #cancelled;
  readonly #running;
  readonly #waiting;
  readonly #freeBlocks;
  readonly #blocks;
  readonly #watchers;

  constructor(registry: MetricRegistry) {
    this.#registry = registry;
    this.#requests = registry.counter({
      name: 'batchmates_http_requests_total',
      help: 'Requests that were answered, by route and status.',
      labels: { route: ROUTES, status: STATUSES },
    });
    this.#cancelled = registry.counter({
      name: 'batchmates_http_cancelled_total',
      help: 'Answers that were ended before their end, by why.',
      labels: { reason: CANCELS },
    });
    const gauge = (name: string, help: string) => registry.gauge({ name, help }).with({});
    this.#running = gauge('batchmates_http_running', 'Answers under way.');
    this.#waiting = gauge('batchmates_http_waiting', 'Answers that wait for a first step.');
    this.#freeBlocks = gauge('batchmates_http_free_blocks', 'KV blocks that nobody holds.');
    this.#blocks = gauge('batchmates_http_blocks', 'KV blocks in all.');
    this.#watchers = gauge('batchmates_http_watchers', 'Who watches the steps.');
  }

  answered(route: CountedRoute, status: number): void {
    const exact = String(status);
    const known = STATUSES.find((each) => each === exact) ?? `${exact[0]}xx`;
    this.#requests.with({ route, status: known }).add(1);
  }

  cancelled(reason: CancelReason): void {
    this.#cancelled.with({ reason }).add(1);
  }

  /** Prometheus' text of all there is. */
  text({ running, waiting, freeBlocks, blocks }: LiveLoad, watchers: number): string {
    this.#running.value = running;
    this.#waiting.value = waiting;
    this.#freeBlocks.value = freeBlocks;
    this.#blocks.value = blocks;
    this.#watchers.value = watchers;
    return prometheusText(this.#registry);
  }
}

const ROUTE_OF: Readonly<Record<string, CountedRoute>> = {
  '/v1/completions': 'completions',
  '/v1/chat/completions': 'chat',
  '/v1/models': 'models',
  '/tokenize': 'tokenize',
  '/detokenize': 'tokenize',
  '/batchmates/events': 'events',
  '/metrics': 'metrics',
};

/** Counts every request by its route and how it was answered; a stream by how it began. */
export function countRequests(counted: Counted): MiddlewareHandler {
  return async (c, next) => {
    await next();
    counted.answered(ROUTE_OF[c.req.path] ?? 'other', c.res.status);
  };
}
