import { z } from 'zod';
import { describeIssue, ExperimentError, problemLines } from './errors.ts';
import { FINGERPRINT_TEXT } from './fingerprint-text.ts';
import { experimentSchema } from './schema.ts';

/** Controls that a classroom link may hide. */
export const HIDEABLE = ['compose', 'arms', 'engine', 'share', 'presets'] as const;

const payloadSchema = z.strictObject({
  experiment: experimentSchema,
  /**
   * The sender's fingerprints by `arm/request`, with the adapter they come from: to compare with, never a result. Those of links
   * from before there were digests are of version 1.
   */
  expected: z
    .strictObject({
      /** Left out where every fingerprint is one of portable arithmetic, which is no adapter's. */
      adapter: z.string().max(200).exactOptional(),
      /** Why the sender's adapter does not keep portable arithmetic; left out where it does, and where nothing asked for it. */
      apart: z.string().max(400).exactOptional(),
      /** By request that portable arithmetic answered, the mark of its prompt's tokens (`promptMark`). */
      prompts: z.record(z.string().max(160), z.string().regex(/^[0-9a-f]{16}$/)).exactOptional(),
      /** The plan rules that they were made under, `invariant@1`, `own:0123abcd4567` for an own kernel; links from before they were told have none. */
      rules: z
        .array(
          z
            .string()
            .regex(/^(?:[a-z][a-z0-9]*(?:-[a-z0-9]+)*@\d+|own:[0-9a-f]{12})$/)
            .max(40),
        )
        .max(24)
        .readonly()
        .exactOptional(),
      /** What the sender's page said of their guarantees, a line each; older links say nothing. */
      posture: z.array(z.string().max(400)).max(12).readonly().exactOptional(),
      fingerprints: z.record(z.string().max(160), z.string().regex(FINGERPRINT_TEXT)),
    })
    .readonly()
    .exactOptional(),
  view: z
    .strictObject({
      embed: z.boolean().default(false),
      hide: z.array(z.enum(HIDEABLE)).max(HIDEABLE.length).readonly().default([]),
      lesson: z
        .string()
        .regex(/^[a-z0-9-]{1,64}$/)
        .exactOptional(),
    })
    .readonly()
    .exactOptional(),
});

/** What a link carries: an experiment, never its outputs. */
export type LinkPayload = Readonly<z.output<typeof payloadSchema>>;

/** Throws ExperimentError naming every field that is wrong. */
export function parsePayload(json: unknown): LinkPayload {
  const parsed = payloadSchema.safeParse(json, { error: describeIssue });
  if (!parsed.success) throw new ExperimentError(problemLines(parsed.error.issues));
  return parsed.data;
}
