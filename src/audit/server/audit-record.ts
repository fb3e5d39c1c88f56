import type { ServerDialect } from '../../engines/server/body.ts';
import type { ServerFault, ServerPrompt, ServerSampling } from '../../engines/server/server-types.ts';

/** What may change an answer without anybody asking for it. */
export const MECHANISMS = [
  'run',
  'company',
  'order',
  'cache',
  'stream',
  'speculation',
  'seed',
  'restart',
  'twin',
] as const;
export type Mechanism = (typeof MECHANISMS)[number];

/**
 * `reference`: what others of its unit are compared with. `control`: the same once more, nothing changed. `treatment`: the same under the
 * mechanism. `other`: another seed. `noise`: company, and nobody reads its answer.
 */
export type Arm = 'reference' | 'control' | 'treatment' | 'other' | 'noise';

/** One answer as it is kept: log probabilities as the server wrote them. Equal answers are kept once. */
export interface KeptAnswer {
  readonly text: string;
  readonly finish: string | null;
  /** Empty where the server told no tokens. */
  readonly positions: readonly KeptPosition[];
}

export interface KeptPosition {
  readonly text: string;
  readonly id: number | null;
  readonly logprob: string | null;
  readonly top: readonly { readonly text: string; readonly id: number | null; readonly logprob: string }[];
}

/** One request that was sent, and what came of it. */
export interface Observation {
  readonly mechanism: Mechanism;
  readonly arm: Arm;
  readonly place: 'server' | 'twin';
  /** Index into the prompts; null: it was noise. */
  readonly prompt: number | null;
  /** What it is compared within: answers of one unit are to be equal. */
  readonly unit: string;
  /** Blocks follow each other in time; a block holds what is to be compared with each other. */
  readonly block: number;
  /** Requests that were sent at once with it, itself among them. */
  readonly width: number;
  readonly id: string;
  /** Index into the answers; null: there is none. */
  readonly answer: number | null;
  readonly fault: Pick<ServerFault, 'kind' | 'message'> | null;
  /** Requests that it took: 1 where nothing was tried again. */
  readonly tries: number;
  readonly tokens: { readonly prompt: number; readonly completion: number; readonly cached: number | null };
  /** Whether the server told those numbers; else they are estimates. */
  readonly counted: boolean;
  /** Milliseconds from the first try to the end; of them in the server's queue, where it tells it. */
  readonly took: { readonly ended: number; readonly queued: number | null } | null;
}

/** An earlier answer of this server, from before it was started anew. */
export interface Earlier {
  readonly began: string;
  /** Modal answer of each prompt; null where there was none. */
  readonly references: readonly (KeptAnswer | null)[];
  /** How often the server, asked again back then, left it. */
  readonly controls: readonly {
    readonly prompt: number;
    readonly tokens: boolean;
    readonly bits: boolean | null;
  }[];
}

export type EndReason = 'finished' | 'budget' | 'cancelled' | 'errors';

/** All that was sent and came back, as data; verdicts follow from it. Plain JSON, without a key. */
export interface AuditRecord {
  readonly format: 'server-audit@1';
  readonly url: string;
  readonly model: string;
  readonly twin: { readonly url: string; readonly model: string } | null;
  /** ISO 8601. */
  readonly began: string;
  readonly seed: number;
  readonly budget: Budget;
  readonly mechanisms: readonly Mechanism[];
  readonly prompts: readonly ServerPrompt[];
  /** Of every request but those that say otherwise: noise ends elsewhere, `seed` has a temperature. */
  readonly sampling: ServerSampling;
  readonly switches: Switches;
  /** Fields that every request has beside those: that token ids be told. */
  readonly extra: Readonly<Record<string, unknown>>;
  /** What the server calls things that not all call the same. */
  readonly dialect: ServerDialect;
  /** What the server tells of itself. */
  readonly told: Readonly<Record<string, unknown>>;
  readonly notes: readonly string[];
  readonly observations: readonly Observation[];
  readonly answers: readonly KeptAnswer[];
  readonly earlier: Earlier | null;
  /** When verdicts were looked at, in observations, and the level that each look may spend: what differs at one of them gets no more of the budget. */
  readonly looks: readonly Look[];
  readonly reproducer: Reproducer | null;
  readonly ended: EndReason;
}

export interface Look {
  readonly after: number;
  readonly level: number;
}

export interface Budget {
  readonly requests: number;
  /** Of prompts and completions together. */
  readonly tokens: number;
}

/** Fields of a request's body by which a server is told what it otherwise decides itself; null: it has no such switch. */
export interface Switches {
  /** Computes a prompt anew. `SALT` in it stands for a text unlike any other's. */
  readonly cold: Readonly<Record<string, unknown>> | null;
  /** Decodes without drafts. */
  readonly plain: Readonly<Record<string, unknown>> | null;
}

export const NO_SWITCHES: Switches = { cold: null, plain: null };

/** One request of a reproducer: everything of its body but the model. */
export interface ReproducerAsk {
  readonly prompt: ServerPrompt;
  readonly sampling: ServerSampling;
  readonly stream: boolean;
  readonly extra: Readonly<Record<string, unknown>>;
}

/** The smallest traffic found under which an answer still differs. */
export interface Reproducer {
  readonly mechanism: Mechanism;
  /** Groups one after the other, those of a group at once; the marked ones are to be equal and were not. */
  readonly groups: readonly (readonly (ReproducerAsk & { readonly compared: boolean })[])[];
  /** Where the difference is: in tokens, or in log probabilities alone. */
  readonly level: 'tokens' | 'bits';
  /** Company that it began with and that is left; 0 where company is no matter. */
  readonly company: { readonly before: number; readonly after: number };
  /** Times that this very traffic was sent, and that answers differed. */
  readonly sent: number;
  readonly differed: number;
}
