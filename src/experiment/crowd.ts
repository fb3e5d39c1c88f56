import type { NoiseKind } from './roles.ts';

/** What the ids of a crowd's requests begin with. */
export const CROWD_ID = 'crowd-';

/** A crowd of requests as data: a few hundred bytes in a link stand for thousands. The same crowd gives the same requests everywhere. */
export interface Crowd {
  readonly seed: number;
  readonly arrivals: ArrivalProcess;
  /** Milliseconds over which they arrive; a closed loop ends then. */
  readonly milliseconds: number;
  /** At most so many, whatever the process gives. */
  readonly most: number;
  /** Share of noise among them, 0 to 1, and its kinds by weight; all others ask well-formed questions. */
  readonly noise: number;
  readonly kinds: Readonly<Partial<Record<NoiseKind, number>>>;
  /**
   * `tasks`: who is no noise asks one short task with a right answer, in as many tokens as it takes, and is done with its answer: a prompt's
   * length holds for noise alone, a completion's bounds the answer. Left out: questions fill the prompt, and nobody looks at answers.
   */
  readonly asks?: 'tasks';
  /** Tokens of prompts and of completions, as drawn; `scaleLengths` brings them into a model's context, and says so. */
  readonly prompt: LengthDistribution;
  readonly output: LengthDistribution;
  /** Share of each tier, the first being the highest; they sum to 1. */
  readonly tiers: readonly number[];
  /** A prefix that a share of the requests begin with, as a system prompt; null: none. */
  readonly prefix: { readonly tokens: number; readonly share: number } | null;
}

export type ArrivalProcess =
  | { readonly kind: 'poisson'; readonly perSecond: number }
  /** Gamma inter-arrival times of shape `burstiness`: 1 is Poisson, less is burstier (vLLM's `--burstiness`; BurstGPT has 0.25 to 0.5). */
  | { readonly kind: 'gamma'; readonly perSecond: number; readonly burstiness: number }
  /** A viral event, Poisson with a rate that is baseline, ramps to the peak, holds it and decays by halves. Times in milliseconds. */
  | {
      readonly kind: 'surge';
      readonly baseline: number;
      readonly peak: number;
      readonly from: number;
      readonly ramp: number;
      readonly hold: number;
      readonly halfLife: number;
    }
  /** So many users, each of whom sends the next request so long after the last one has ended. */
  | { readonly kind: 'closed'; readonly users: number; readonly thinkMs: number }
  /** Rows of a recorded trace, already read: milliseconds, prompt and output tokens, and what it has of a prefix that others share. */
  | {
      readonly kind: 'trace';
      readonly name: string;
      /** Tokens of the blocks that rows name: 16 in Qwen-Bailian's traces, 512 in Mooncake's. */
      readonly block: number;
      readonly rows: readonly TraceRow[];
    };

export type TraceRow = readonly [
  ms: number,
  promptTokens: number,
  outputTokens: number,
  /** Ids of the blocks of its prefix that other rows have too, all whole but for one that the prompt ends in. */
  prefix?: readonly number[],
];

export type LengthDistribution =
  | { readonly kind: 'fixed'; readonly tokens: number }
  | { readonly kind: 'uniform'; readonly least: number; readonly most: number }
  /** By quantiles of a published trace, between which it is log-linear. */
  | { readonly kind: 'quantiles'; readonly at: readonly (readonly [share: number, tokens: number])[] };

/** One request of a crowd, drawn: what the lab turns into a prompt and puts into the queue. */
export interface CrowdRequest {
  readonly id: string;
  readonly role: 'clean' | 'noise';
  readonly kind: NoiseKind | null;
  readonly tier: number;
  /** Of its prompt's text. */
  readonly seed: number;
  /** Milliseconds; of a closed loop the first one of a user, the others come after it. */
  readonly at: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** What the prompt begins with, in order: each part is the same in all prompts that have one of its name. Empty: none is shared. */
  readonly prefix: readonly PrefixPart[];
  /** Of a closed loop: whose turn it is, and the how-manieth, from 0. Null: it comes by itself. */
  readonly turn: { readonly user: number; readonly round: number } | null;
}

export interface PrefixPart {
  readonly name: string;
  readonly tokens: number;
}
