import type { Role } from '../../../experiment/schema.ts';
import type { LoadOutcome, Shadow } from '../../../results/load/load-record.ts';
import type { Drop } from '../../../steps/expert-capacity.ts';

/** A token of a request's stream. */
export interface LoadToken {
  readonly token: number;
  readonly text: string;
  /** When it was there, in milliseconds of the clock. */
  readonly at: number;
}

/** Where the request of a name is in a run, else its first probe, else who came first. */
export function watchedIn(
  view: { indexOf(id: string): number; readonly probes: readonly number[] },
  name: string | null,
): number {
  const at = name === null ? -1 : view.indexOf(name);
  return at >= 0 ? at : (view.probes[0] ?? 0);
}

/** What a request is from its arrival on. */
export type Asked = Pick<ViewedRequest, 'id' | 'role' | 'tier' | 'promptTokens' | 'arrived' | 'prompt'>;

/** A request as the page knows it so far. */
export interface ViewedRequest {
  readonly id: string;
  readonly role: Role;
  readonly tier: number;
  readonly arrived: number;
  readonly promptTokens: number;
  /** The beginning of its prompt; empty where only a record tells of it. */
  readonly prompt: string;
  readonly tokens: LoadToken[];
  /** By generated position, where it was looked beside the request alone. */
  readonly shadows: Map<number, Shadow>;
  /** Of a probe each choice of its rows that experts had no room for, by the step's place in the run. */
  readonly drops: (Drop & { readonly step: number })[];
  cached: number;
  preempted: number;
  swapped: number;
  outcome: LoadOutcome | null;
  ended: number | null;
  /** Null before it has ended; its prompt's hash where it is a probe's. */
  fingerprint: string | null;
  promptHash: string | null;
}
