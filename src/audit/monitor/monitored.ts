import type { LoadRequest, LoadStep } from '../../results/load/load-record.ts';

/** What is counted of a request that has ended; times are milliseconds of the run's clock. A run without a queue has less. */
export type MonitoredRequest = Pick<
  LoadRequest,
  'id' | 'role' | 'promptTokens' | 'arrived' | 'tokenTimes' | 'ended' | 'outcome' | 'fingerprint' | 'budget'
> & {
  /** Left out: it is not known which prompt it had, and it is no canary. */
  readonly promptHash?: string | undefined;
  /** Whether it would have been given another token alone; null where it was not looked at. */
  readonly forked: boolean | null;
};

/** What is counted of a step. */
export type MonitoredStep = Pick<
  LoadStep,
  | 'at'
  | 'milliseconds'
  | 'rows'
  | 'plan'
  | 'preempted'
  | 'swapped'
  | 'evicted'
  | 'found'
  | 'shadows'
  | 'waiting'
> & {
  /** Null where the run has no pool that is counted. */
  readonly blocks: LoadStep['blocks'] | null;
};

export function monitoredRequest(request: LoadRequest): MonitoredRequest {
  const { besideAlone } = request;
  return { ...request, forked: besideAlone ? besideAlone.fork !== null : null };
}

/** Why a request was turned away, by what it is told. */
export const REFUSALS = ['queue_full', 'never_fits', 'too_late', 'other'] as const;

export function refusalOf(message: string): (typeof REFUSALS)[number] {
  if (message.startsWith('the queue is full')) return 'queue_full';
  if (message.startsWith('needs ')) return 'never_fits';
  return message.startsWith('no first token after') ? 'too_late' : 'other';
}

/** Share of the pool that requests hold; null where there is none. */
export function occupancyOf({ blocks }: Pick<MonitoredStep, 'blocks'>): number | null {
  if (!blocks) return null;
  const all = blocks.held + blocks.cached + blocks.free;
  return all > 0 ? blocks.held / all : null;
}
