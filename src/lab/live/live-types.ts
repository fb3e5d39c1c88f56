import type { Digest } from '../../numerics/digest.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import type { LoadRequest } from '../../results/load/load-record.ts';
import type { Decoding } from '../../steps/arm-spec.ts';
import type { TopLogit } from '../../steps/step-output.ts';
import type { LoadEvent } from '../load/load-events.ts';

/** What a client asks of a model that is being served, checked where it came in. */
export interface LiveAsk {
  /** Unlike any other's of the service. */
  readonly id: string;
  readonly promptTokens: readonly number[];
  readonly maxNewTokens: number;
  /** Any of them ends it, as `end-of-text`. */
  readonly stopTokens: readonly number[];
  /** 0 is the highest. */
  readonly tier: number;
  readonly decoding: Pick<Decoding, 'temperature' | 'seed'>;
  /** Kernel set that computes it: requests of one set share steps. Null: the service's own. */
  readonly set: KernelSet | null;
  /** Verified: it is told only what invariant kernels, alone, choose too. */
  readonly deterministic: boolean;
  /** How many of the highest logits are told with each token, 0 to `TOP`. */
  readonly top: number;
  /** Whether each token's logits are compared with those of the same tokens computed alone. */
  readonly shadow: boolean;
}

/** A token as it is chosen. */
export interface LiveToken {
  readonly type: 'token';
  /** Counts the request's generated tokens from 0. */
  readonly position: number;
  readonly token: number;
  /** Milliseconds of the service's clock. */
  readonly at: number;
  /** log(probability) at temperature 1, in nats: logit - log(sum(exp(logits))). */
  readonly logprob: number;
  /** `LiveAsk.top` of them, descending, their logits likewise as log probabilities. */
  readonly top: readonly TopLogit[];
  /** Of its logits: with the token what a fingerprint goes over, so that one that a reader ends early has a fingerprint too. */
  readonly digest: Digest;
  readonly step: LiveStep;
}

/** The step that a token came of. */
export interface LiveStep {
  readonly index: number;
  /** Rows of the step, M, and how many requests they are of. */
  readonly rows: number;
  readonly requests: number;
  /** Rule name of each operation's plan, as in step logs. */
  readonly plans: Readonly<Record<string, string>>;
}

/** How it ended, once: its record holds fingerprint, times, what was cached and preempted, and how it compares with itself alone. */
export interface LiveEnd {
  readonly type: 'ended';
  readonly record: LoadRequest;
}

/** An answer under way. */
export interface LiveAnswer {
  /** Tokens as they are chosen, then the end; read once. Nothing waits for a slow reader: what it has not read is kept for it. */
  readonly events: AsyncIterable<LiveToken | LiveEnd>;
  /** Ends it before the next step and gives its blocks back; `message` is what its record says. Does nothing once it has ended. */
  cancel(message: string): void;
  /** Ends it likewise, as one that is done, by `end-of-text`: its reader has found all that was asked for in it. */
  finish(): void;
}

/** How full a service is. */
export interface LiveLoad {
  readonly running: number;
  readonly waiting: number;
  /** KV blocks that nobody holds, and all there are, over its queues. */
  readonly freeBlocks: number;
  readonly blocks: number;
}

/** A model that is being served: continuous batching over whoever asks. */
export interface LiveService {
  /** Throws RangeError where a request could never run within the limits. */
  submit(ask: LiveAsk): LiveAnswer;
  readonly load: LiveLoad;
  /** Whether its own queue has ended of an error, so that nobody is taken any more. */
  readonly hasFailed: boolean;
  /** Everything that happens, as Load's page draws it. Returns what ends it. */
  listen(listener: (event: LoadEvent) => void): () => void;
  /** Takes nobody new, ends when the last has ended. Rejects with NotServingError where it, or a queue of it, had failed. */
  drain(): Promise<void>;
  /** Cancels whoever is left. Rejects likewise. */
  close(): Promise<void>;
}
