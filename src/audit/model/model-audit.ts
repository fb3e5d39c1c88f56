import type { ActivationDtype, WeightDtype } from '../../numerics/dtypes.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import type { AdapterReport, EngineKind } from '../../steps/engine.ts';

export const AUDIT_FORMS = ['short', 'full'] as const;
export type AuditForm = (typeof AUDIT_FORMS)[number];

/** What a deployed model costs and is worth, in each precision that it can take, and a smaller model beside it; plain JSON. */
export interface ModelAudit {
  readonly version: 1;
  /** `short`: few waves, tasks and texts, so that intervals are wide. */
  readonly form: AuditForm;
  /** How long the audit took. Left out: not told. */
  readonly seconds?: number;
  /** Where it ran: a browser's name or Node's. */
  readonly host: string;
  readonly engine: EngineKind;
  readonly adapter: AdapterReport;
  /** What an hour of the device costs, in any currency; null: nobody said. */
  readonly pricePerHour: number | null;
  /** The first is the one that the others are held against: what is served today. */
  readonly variants: readonly VariantAudit[];
  /** What was left out or stands beside the figures, in words. */
  readonly notes: readonly string[];
}

/** One model in one precision under one kernel set. */
export interface VariantAudit {
  /** `bf16`, `q8`, `q4`, `pico`: unique in an audit. */
  readonly id: string;
  readonly model: { readonly name: string; readonly hash: string; readonly parameters: number };
  readonly set: KernelSet;
  readonly activations: ActivationDtype;
  readonly weights: WeightDtype;
  readonly latencies: readonly BatchLatencies[];
  /** Null where the engine does not tell. */
  readonly memory: MemoryAudit | null;
  /** Null where the engine cannot time its operations. */
  readonly time: TimeAudit | null;
  readonly start: StartAudit;
  readonly quality: QualityAudit;
  /** Of a fixed prompt's tokens and logits: another one is another arithmetic. */
  readonly fingerprint: string;
  /** In the currency of `pricePerHour`, at each batch of `latencies`; null where no price is known. */
  readonly costPerThousand: readonly number[] | null;
}

/** Milliseconds; percentiles by numpy's default rule. */
export interface Percentiles {
  readonly n: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** (n) what they are of, wave by wave, a wave's requests together: what the interval of a percentile is drawn from. Left out: it has none. */
  readonly values?: readonly number[];
}

/** So many requests at once, again and again: a wave each. Requests of a wave rise and fall together, so that waves are what is drawn. */
export interface BatchLatencies {
  readonly batch: number;
  /** (waves) milliseconds from the first arrival to the last token; the variants took turns, so that the i-th of one pairs with the i-th of another. */
  readonly waves: readonly number[];
  readonly ttft: Percentiles;
  readonly tpot: Percentiles;
  readonly e2el: Percentiles;
  /** All requests' tokens together, of the wall clock. */
  readonly tokensPerSecond: number;
}

/** Bytes, as the engine holds them. */
export interface MemoryAudit {
  readonly weights: number;
  /** Of a request of the audit's length. */
  readonly kvPerRequest: number;
  /** What else an arm of the largest batch holds: what steps write, tables, logits that are kept. */
  readonly scratch: number;
  /** Most at any time, at the largest batch. */
  readonly peak: number;
}

/** Where a decode step's time goes; shares sum to 1. */
export interface TimeAudit {
  readonly batch: number;
  /** Products and attention. */
  readonly tensor: number;
  /** Kernels that move or normalise without a product: embed, norms, cache writes, sampling. */
  readonly movement: number;
  /** Outside kernels: planning, upload, submission, readback, choosing, recording. */
  readonly overhead: number;
  readonly operations: readonly { readonly operation: string; readonly share: number }[];
}

/** Milliseconds. */
export interface StartAudit {
  /** Reading and checking the model's files, and putting weights on the device. */
  readonly load: number;
  /** From the first request to its first token, kernels compiled within. */
  readonly firstToken: number;
}

export interface QualityAudit {
  /** (held-out tasks) 1: passed; in the tasks' order, so that variants pair. Empty where the model has no tasks. */
  readonly passed: readonly (0 | 1)[];
  /** exp of the mean negative log-likelihood of held-out text: of `texts` together. */
  readonly perplexity: number;
  /** Mean KL, over all positions, of the next token's distribution from the first variant's model with weights as stored and f32 activations, nats; null: it has another vocabulary. */
  readonly kl: number | null;
  /** In the texts' order, so that variants pair. */
  readonly texts: readonly TextQuality[];
}

/** A held-out text, teacher-forced. */
export interface TextQuality {
  /** Tokens that were predicted, and the positions that `kl` is summed over. */
  readonly tokens: number;
  /** Sum of negative log-likelihoods, nats. */
  readonly loss: number;
  /** Sum of KLs, nats; null as in `QualityAudit.kl`. */
  readonly kl: number | null;
}
