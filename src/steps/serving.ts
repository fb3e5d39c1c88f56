import type { ActivationDtype, WeightDtype } from '../numerics/dtypes.ts';
import type { KernelSets } from '../numerics/sets/kernel-sets.ts';
import type { PrecisionPolicy } from './lowered-layers.ts';

/**
 * How an arm serves its requests beyond the bounds that it may not exceed (`SchedulerLimits`): who is next, what happens when memory
 * runs out, what is shared. All of it is data: the scheduler is a pure function of it.
 */
export interface Serving {
  readonly policy: Policy;
  readonly admission: Admission;
  readonly memory: MemoryPolicy;
  /** Prompts that share a prefix share its blocks (vLLM's automatic prefix caching). */
  readonly prefix: PrefixReuse;
  /** Several requests as one sequence whose positions restart (`masked`), or the same without the segment test (`leaking`). */
  readonly packing: 'off' | 'masked' | 'leaking';
  /** Attention over a prefix that requests share is computed once, from these thresholds on; null: never. */
  readonly cascade: Cascade | null;
  /** Prefill and decode in queues of their own, keys and values handed over: logical, since one device computes both. */
  readonly disaggregated: boolean;
  /** Layers run in a smaller format while memory is short, and what that frees holds keys. Left out: never. */
  readonly precision?: PrecisionPolicy;
  /** New tokens shrink with the queue. Left out: everyone may have as many as it asks for. */
  readonly effort?: Effort;
  /** A second replica, and who is sent to it. Left out: there is one. */
  readonly route?: Route;
  /** What goes wrong on purpose. Left out: nothing does. */
  readonly faults?: { readonly misrouted: Misrouting };
}

/**
 * Effort under load: the new tokens of a request, set once, as it begins: as many as it asks for where at most `from` others wait,
 * `least` where at least `to` do, linear in between.
 */
export interface Effort {
  readonly from: number;
  readonly to: number;
  readonly least: number;
}

export type Policy =
  /** A batch begins when the one before it has ended; who finishes early leaves its place empty. */
  | { readonly kind: 'static'; readonly batch: number }
  /** Iteration-level, first come first served, running requests first (vLLM v1, the lab's default). */
  | { readonly kind: 'fcfs' }
  /** A new prompt goes first and alone, whole: nobody decodes in its step (vLLM v0). */
  | { readonly kind: 'prefill-first' }
  /** Decodes first, then prompts in chunks, `budget` tokens a step in all (Sarathi-Serve). */
  | { readonly kind: 'chunked'; readonly budget: number }
  /** Strict by tier, lowest number first; a higher tier may preempt a lower one. */
  | { readonly kind: 'tiers' }
  /** Fewest tokens left first, as the request declares them. */
  | { readonly kind: 'shortest' };

export const POLICY_KINDS = ['static', 'fcfs', 'prefill-first', 'chunked', 'tiers', 'shortest'] as const;

/** When a request is refused, which it is told at once. Null: never for that reason. */
export interface Admission {
  /** Most requests that may wait; the next one is refused. */
  readonly mostWaiting: number | null;
  /** Milliseconds of the clock within which its first token must come; else it is given up. */
  readonly firstTokenWithin: number | null;
}

/** What gives way where the pool is smaller than the demand. */
export type MemoryPolicy =
  /** Blocks are freed, the tokens stay and are computed again. */
  | { readonly pressure: 'recompute' }
  /** Blocks go to host memory, of so many blocks, and come back. Recompute where that is full. */
  | { readonly pressure: 'swap'; readonly hostBlocks: number }
  /** Lossy: keys and values between the first `first` and the last `last` tokens are dropped for good (StreamingLLM). */
  | { readonly pressure: 'evict'; readonly first: number; readonly last: number };

export type PrefixReuse =
  | 'off'
  /** Whole blocks with the same chain of tokens are shared, copied when written to, dropped least recently used first. */
  | 'on'
  /**
   * The same, but the last block that is found is computed again, into a block of its own, in a slice of its 16 tokens alone: a variant
   * set plans that slice otherwise than the prompt it was first computed in, as engines' warm paths do.
   */
  | 'recompute-last';

export interface Cascade {
  /** Tokens of the shared prefix from which it is used (256 in FlashInfer's and vLLM's use; scaled to small contexts, and said). */
  readonly prefixTokens: number;
  /** Requests that must share it (8). */
  readonly requests: number;
}

/** What a replica runs where it is not what its arm runs. */
export interface Replica {
  /** A model that ships with the lab, or a random one, of the arm's vocabulary. */
  readonly model?: string;
  readonly dtype?: ActivationDtype;
  readonly weights?: WeightDtype;
  readonly kernels?: KernelSets;
  /** Of a virtual clock whose table was given: so many times as fast as that says. Left out: as fast, or as measured. */
  readonly speed?: number;
}

export interface Route {
  readonly to: Replica;
  readonly by: RouteRule;
}

export type RouteRule =
  /** Wherever fewer are. */
  | { readonly kind: 'balance' }
  /** Tiers from this number on have a replica to themselves. */
  | { readonly kind: 'tier'; readonly from: number }
  /** While so many wait at the arm's own. */
  | { readonly kind: 'overflow'; readonly waiting: number }
  | QualityRule
  | CanaryRule;

/**
 * A prompt that breaks a bound is of low quality: it goes to the second replica (`isolated`), or stays in its queue one tier lower.
 */
export interface QualityRule {
  readonly kind: 'quality';
  readonly tokens?: number;
  readonly compressed?: { readonly least?: number; readonly most?: number };
  readonly perplexity?: { readonly model: string; readonly most: number };
  readonly isolated: boolean;
}

/**
 * The second replica is a new variant on trial: it gets a share of the requests, told by their names and a seed, until a sequential test
 * (`CanaryTest`) has decided; from then on all of them, or none.
 */
export interface CanaryRule {
  readonly kind: 'canary';
  /** Above 0 and below 1. */
  readonly share: number;
  readonly seed: number;
  /** How many times the control's this quantile of the canary's latencies may be. */
  readonly latency: { readonly measure: 'ttft' | 'e2el'; readonly quantile: number; readonly margin: number };
  /** How far the canary's share of right answers may lie below the control's. Left out: nobody asks. */
  readonly quality?: { readonly margin: number };
  /** Of a false alarm, over all looks together. */
  readonly alpha: number;
  /** Requests of the canary before which nothing is decided, and after which it is rolled back where nothing is shown. */
  readonly least: number;
  readonly most: number;
}

/** A replica that is not what its arm runs, or that puts prompts together as it should not. */
export interface WrongReplica extends Replica {
  /** Left out: prompts are as they are. */
  readonly template?: WrongTemplate;
}

/** A chat template, ChatML, around whatever is asked and in the place of the model's own; or messages without any. */
export type WrongTemplate = 'chatml' | 'none';

/** A share of the requests, told by their names and a seed, that another model, format or template answers, and nobody is told. */
export interface Misrouting {
  readonly share: number;
  readonly seed: number;
  readonly to: WrongReplica;
}

/** What arms do where nothing is said: as the lab always did. */
export const DEFAULT_SERVING: Serving = {
  policy: { kind: 'fcfs' },
  admission: { mostWaiting: null, firstTokenWithin: null },
  memory: { pressure: 'recompute' },
  prefix: 'off',
  packing: 'off',
  cascade: null,
  disaggregated: false,
};

/** When a step is planned: steps taken so far, and milliseconds of the run's clock, virtual or real. */
export interface Now {
  readonly step: number;
  readonly ms: number;
}

/** When a request joins the queue. */
export type Arrival = { readonly step: number } | { readonly ms: number };

export function hasArrived(arrival: Arrival, now: Now): boolean {
  return 'step' in arrival ? arrival.step <= now.step : arrival.ms <= now.ms;
}
