import type { AuditForm } from './model-audit.ts';

/** How much of everything an audit measures. */
export interface AuditSize {
  /** Waves at each batch of `BATCHES`, after one that warms up. */
  readonly waves: readonly number[];
  /** Held-out texts, from the first on, and held-out tasks at most. */
  readonly texts: number;
  readonly tasks: number;
  /** Decode steps whose operations are timed. */
  readonly profiled: number;
}

/** Requests at once. */
export const BATCHES = [1, 8, 32] as const;
/** Tokens of each request's prompt, and of its answer. */
export const PROMPT_TOKENS = 32;
export const NEW_TOKENS = 32;
/** Batch at which a decode step is taken apart, and that of held-out tasks. */
export const PROFILED_BATCH = 8;
export const TASK_BATCH = 8;

export const SIZES: Readonly<Record<AuditForm, AuditSize>> = {
  short: { waves: [20, 8, 4], texts: 8, tasks: 50, profiled: 10 },
  full: { waves: [300, 60, 30], texts: 24, tasks: Number.POSITIVE_INFINITY, profiled: 40 },
};
