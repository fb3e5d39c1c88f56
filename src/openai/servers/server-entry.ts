/** Something that was looked up: in words, where it stands, and as of which version of that place. */
export interface ServerFact {
  readonly words: string;
  readonly source: string;
  /** A commit of the source's repository, or what a page names itself by. */
  readonly asOf: string;
}

export const SERVER_IDS = ['vllm', 'sglang', 'llama.cpp', 'ollama', 'openai', 'batchmates'] as const;
export type ServerId = (typeof SERVER_IDS)[number];

/** Sampling parameters that not every server knows. */
export type ExtraParameter = 'top_k' | 'min_p' | 'repetition_penalty' | 'ignore_eos';

/** What sets one server apart from another that speaks the same protocol. A fact that is null was not found. */
export interface ServerEntry {
  readonly id: ServerId;
  readonly name: string;
  /** How it is told from the others: any of these. */
  readonly recognised: {
    /** `owned_by` of /v1/models. */
    readonly ownedBy: readonly string[];
    /** What its `system_fingerprint` looks like. */
    readonly fingerprint: RegExp | null;
    /** An address of its own, from the origin, and a field that its answer has. */
    readonly own: { readonly path: string; readonly field: string } | null;
  };
  /** Where its version stands: an address from the origin, and the field. */
  readonly version: { readonly path: string; readonly field: string } | null;
  /** Where it tells the flags that it runs with: addresses from the origin, the newest first. */
  readonly flags: readonly string[];
  readonly dialect: {
    readonly repetitionPenalty: 'repetition_penalty' | 'repeat_penalty';
    readonly chatLength: 'max_tokens' | 'max_completion_tokens';
  };
  /** Parameters beside OpenAI's that it takes; another one may be refused or ignored. */
  readonly takes: readonly ExtraParameter[];
  /** The value of `top_k` that means none. */
  readonly topKOff: number;
  /** Fields that ask for token ids, for completions and for chats; empty: it tells them by itself, or never. */
  readonly ids: {
    readonly completions: Readonly<Record<string, boolean>>;
    readonly chat: Readonly<Record<string, boolean>>;
  };
  /** Most alternatives that it tells; null: not found. */
  readonly mostLogprobs: { readonly completions: number | null; readonly chat: number | null };
  /** The field that keeps an ask from the cache: a text of its own each time (`salt`), or false. Null: it has none. */
  readonly cold: { readonly field: string; readonly value: 'salt' | false } | null;
  readonly facts: {
    /** Fields that tell token ids. */
    readonly ids: ServerFact | null;
    /** Form of log probabilities, and whether they are before or after temperature and truncation. */
    readonly logprobs: ServerFact | null;
    /** Whose parameters stand in for those that are left out. */
    readonly defaults: ServerFact | null;
    readonly seed: ServerFact | null;
    readonly cache: ServerFact | null;
    /** Where it tells how many tokens of a prompt were cached. */
    readonly cachedCount: ServerFact | null;
    /** What makes its answers the same whatever runs beside them. */
    readonly deterministic: ServerFact | null;
    /** What lets a page ask it. */
    readonly cors: ServerFact | null;
    /** Where it tells the time in its queue. */
    readonly queue: ServerFact | null;
  };
}
