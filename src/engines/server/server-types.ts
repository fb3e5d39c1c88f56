/** An OpenAI-compatible server and the model asked of it. The key lives here, in memory, and goes into no record. */
export interface ServerPlace {
  /** Base address, with its version: `http://127.0.0.1:8000/v1`. */
  readonly url: string;
  readonly model: string;
  readonly key: string | null;
}

/** Every parameter is sent, since servers put a checkpoint's own in the place of one that is left out; null: it is not sent, and the record says so. */
export interface ServerSampling {
  readonly temperature: number;
  readonly top_p: number | null;
  readonly top_k: number | null;
  readonly min_p: number | null;
  readonly seed: number | null;
  readonly presence_penalty: number | null;
  readonly frequency_penalty: number | null;
  readonly repetition_penalty: number | null;
  readonly max_tokens: number;
  readonly ignore_eos: boolean | null;
  readonly stop: readonly string[] | null;
  /** Alternatives to be told with each token; null: no log probabilities. */
  readonly logprobs: number | null;
}

export type ServerPrompt =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tokens'; readonly tokens: readonly number[] }
  | {
      readonly kind: 'chat';
      readonly messages: readonly { readonly role: string; readonly content: string }[];
    };

export interface ServerAsk {
  /** Unlike any other's of its experiment. */
  readonly id: string;
  readonly prompt: ServerPrompt;
  readonly sampling: ServerSampling;
  readonly stream: boolean;
  /** Fields of the body beside those: `batchmates`, `cache_prompt`. */
  readonly extra: Readonly<Record<string, unknown>>;
}

/** A log probability as the server wrote it, and its value: two are equal where their f64 are the same bits. */
export interface ToldNumber {
  readonly text: string;
  readonly value: number;
}

export interface ServerPosition {
  readonly text: string;
  /** Null where the server tells no ids. */
  readonly id: number | null;
  /** In nats; null where it tells none. */
  readonly logprob: ToldNumber | null;
  readonly top: readonly {
    readonly text: string;
    readonly id: number | null;
    readonly logprob: ToldNumber;
  }[];
}

/** Milliseconds since the ask was sent the first time. */
export interface ServerTimes {
  /** First byte of content; null where it did not stream or none came. */
  readonly first: number | null;
  /** When each piece came, as the network handed them on. */
  readonly pieces: readonly number[];
  readonly ended: number;
  /** Spent in the server's queue, where it tells it. */
  readonly queued: number | null;
}

/** One try. */
export interface ServerAttempt {
  readonly began: number;
  readonly ended: number;
  /** HTTP status; null where none came. */
  readonly status: number | null;
  /** Null where it was the answer. */
  readonly fault: ServerFault | null;
}

export interface ServerFault {
  readonly kind:
    | 'busy'
    | 'server-error'
    | 'refused'
    | 'cut'
    | 'not-json'
    | 'wrong-shape'
    | 'unreachable'
    | 'timeout'
    | 'blocked';
  /** In words, without the key. */
  readonly message: string;
  /** Whether asking again may help. */
  readonly passing: boolean;
}

export interface ServerAnswer {
  readonly ask: ServerAsk;
  readonly text: string;
  /** A token each where log probabilities or ids were told, else empty. */
  readonly positions: readonly ServerPosition[];
  readonly finish: string | null;
  readonly usage: {
    readonly prompt: number;
    readonly completion: number;
    readonly cached: number | null;
  } | null;
  readonly times: ServerTimes;
  readonly attempts: readonly ServerAttempt[];
  /** What the server tells of itself: `system_fingerprint`, its headers that name software, and our own `batchmates` object. */
  readonly told: Readonly<Record<string, unknown>>;
}

/** What came of an ask. */
export type ServerOutcome =
  | { readonly kind: 'answered'; readonly answer: ServerAnswer }
  | {
      readonly kind: 'failed';
      readonly ask: ServerAsk;
      readonly attempts: readonly ServerAttempt[];
      readonly fault: ServerFault;
    };
