import type { Role } from '../../experiment/roles.ts';
import type { ServerAsk } from './server-types.ts';

/** When an ask is sent: milliseconds after its round began, or once an answer of the round has so many pieces. */
export type TrafficArrival = { readonly ms: number } | { readonly pieces: number };

export interface TrafficAsk {
  /** Id in the experiment. */
  readonly request: string;
  readonly role: Role;
  readonly ask: ServerAsk;
  readonly arrival: TrafficArrival;
}

/** An arm, once: its asks in its order, at most so many at a time. */
export interface TrafficRound {
  readonly arm: string;
  /** Counts the arm's repeats from 0. */
  readonly repeat: number;
  readonly asks: readonly TrafficAsk[];
  readonly atOnce: number;
}
