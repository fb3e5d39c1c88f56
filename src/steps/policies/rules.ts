import type { SchedulerLimits } from '../queue.ts';
import type { QueuedRequest } from '../request.ts';

/** A request's turn in a step that is being decided. */
export interface Turn {
  readonly request: QueuedRequest;
  /** Whether it waits so far, and would begin. */
  readonly joins: boolean;
  /** Joins only where the pool has room for all its known tokens. */
  readonly whole?: boolean;
}

/** What a policy decides from. */
export interface QueueView {
  /** In order of admission. */
  readonly running: readonly QueuedRequest[];
  /** Those that have arrived: who gave way, then in order of arrival. */
  readonly waiting: Iterable<QueuedRequest>;
}

/** Who is next: a policy is a value of pure functions. Bounds, blocks and preemption are the scheduler's. */
export interface PolicyRules {
  /** Rows that a step may have. */
  rows(limits: SchedulerLimits): number;
  /**
   * Turns in order of service, in phases: one comes up only where those before it gave no row. Whoever runs and has no turn pauses.
   * A request that waits and does not fit holds back all that wait behind it.
   */
  phases(view: QueueView): readonly Iterable<Turn>[];
  /** Those that run, the first to give way last. */
  precedence(running: readonly QueuedRequest[]): readonly QueuedRequest[];
  /** Whether one that waits may take the place of one that runs. */
  displaces(waiting: QueuedRequest, running: QueuedRequest): boolean;
}

export function* goingOn(requests: Iterable<QueuedRequest>): Iterable<Turn> {
  for (const request of requests) yield { request, joins: false };
}

export function* joining(requests: Iterable<QueuedRequest>): Iterable<Turn> {
  for (const request of requests) yield { request, joins: true };
}

export function* inTurn(...parts: readonly Iterable<Turn>[]): Iterable<Turn> {
  for (const part of parts) yield* part;
}

/** What policies do unless they say otherwise: all rows, the newest gives way, nobody is displaced. */
export const COMMON: Omit<PolicyRules, 'phases'> = {
  rows: ({ maxTokensPerStep }) => maxTokensPerStep,
  precedence: (running) => running,
  displaces: () => false,
};
