import type { LiveAsk } from '../lab/live/live-types.ts';

/** How an answer is to be told, beside what the engine is asked. */
export interface Telling {
  readonly stream: boolean;
  readonly includeUsage: boolean;
  readonly stops: readonly string[];
  readonly includeStop: boolean;
  /** Alternatives with each token; null: no log probabilities. */
  readonly logprobs: number | null;
  /** Tokens are named `token_id:N`. */
  readonly asIds: boolean;
  /** Ids of prompt and answer beside the text. */
  readonly ids: boolean;
  /** The plans of its steps beside their size. */
  readonly plans: boolean;
  /** Ids that end an answer because the request says so: they are its `stop_reason`. */
  readonly stopTokens: ReadonlySet<number>;
}

/** A request as it is answered: a choice for each ask, those of one prompt side by side. */
export interface Asked {
  readonly id: string;
  /** Tokens of each prompt. */
  readonly prompts: readonly (readonly number[])[];
  /** (prompts x n) in order of their index. */
  readonly asks: readonly LiveAsk[];
  readonly telling: Telling;
}
