import { z } from 'zod';
import { whole } from '../experiment/field-schemas.ts';
import { KERNEL_SETS } from '../numerics/sets/sets.ts';

/** What a request may ask of a server of this lab beside the protocol: the field `batchmates`. */
export const extensionSchema = z
  .strictObject({
    /** Kernel set that computes it; left out: the server's. */
    set: z.enum(KERNEL_SETS).nullish(),
    /** Verified: told only what invariant kernels, alone, choose too. */
    deterministic: z.boolean().nullish(),
    /** 0 is the highest. */
    tier: whole(0, 7).nullish(),
    /** Compare each token's logits with those of the same tokens alone. */
    shadow: z.boolean().nullish(),
    /** Tell the plans of its steps, which are longer than most answers. */
    plans: z.boolean().nullish(),
  })
  .readonly();

export type Extension = z.output<typeof extensionSchema>;

/** A step that gave an answer one of its tokens. */
const stepSchema = z.looseObject({
  index: z.number(),
  /** M: rows of the step over all requests. */
  rows: z.number(),
  requests: z.number(),
});

/** How an answer compares with the same tokens computed alone. */
const shadowSchema = z.looseObject({
  looked: z.number(),
  differing: z.number(),
  first_difference: z.number().nullable(),
  fork: z.number().nullable(),
  max_ulp: z.number(),
  max_kl: z.number(),
});

/** What a server of this lab tells of one answer: the field `batchmates` of a choice. */
export const toldSchema = z.looseObject({
  /** `2:` and SHA-256 over its tokens and the digests of their logits; null where it has no token. */
  fingerprint: z.string().nullable(),
  set: z.string(),
  posture: z.string(),
  deterministic: z.boolean(),
  tier: z.number(),
  /** One of each step that chose a token of it, in order. */
  steps: z.array(stepSchema),
  /** Of each operation, each set of them once, in the order they came up; null where they were not asked for. */
  plans: z.array(z.record(z.string(), z.string())).nullable(),
  preempted: z.number(),
  swapped: z.number(),
  cached_tokens: z.number(),
  /** Null where it was not asked for. */
  shadow: shadowSchema.nullable(),
});

export type Told = z.output<typeof toldSchema>;
