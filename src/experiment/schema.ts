import { z } from 'zod';
import { armSchema } from './arm-schema.ts';
import { crowdSchema } from './crowd-schema.ts';
import {
  describeIssue,
  ExperimentError,
  type FieldProblem,
  fieldProblems,
  problemLine,
  show,
} from './errors.ts';
import { stableName, temperature, u32 } from './field-schemas.ts';
import { inEarliestVersion, VERSIONS } from './migrations.ts';
import { modelSchema } from './model-schema.ts';
import { checkReferences } from './references.ts';
import { requestSchema } from './request-schema.ts';
import { clockSchema, serviceLimitsSchema } from './serving-schema.ts';
import { MOST_SHADERS, shaderSchema } from './shaders.ts';

export type { ExperimentArm } from './arm-schema.ts';
export { STABLE_NAME } from './field-schemas.ts';
export { type ExperimentRequest, MOST_PROMPT } from './request-schema.ts';
export { NOISE_KINDS, type NoiseKind, ROLES, type Role } from './roles.ts';

/** Requests of an experiment. */
export const MOST_REQUESTS = 512;

const decodingSchema = z.strictObject({
  temperature: temperature.default(0),
  seed: u32.default(0),
});

export const experimentSchema = z
  .strictObject({
    version: z.literal(VERSIONS, {
      error: ({ input }) =>
        `expected ${VERSIONS.slice(0, -1).join(', ')} or ${VERSIONS.at(-1)}, found ${show(input)}`,
    }),
    title: z.string().min(1).max(200),
    description: z.string().max(4000).exactOptional(),
    model: modelSchema.readonly().prefault({}),
    decoding: decodingSchema.readonly().prefault({}),
    requests: z.array(requestSchema).min(1).max(MOST_REQUESTS).readonly(),
    arms: z.array(armSchema).min(1).max(64).readonly(),
    /** Pairs of arm names whose shared probes are diffed. */
    compare: z
      .array(z.tuple([z.string(), z.string()]).readonly())
      .max(256)
      .readonly()
      .default([]),
    /** WGSL of one's own that arms name; left out where there is none. */
    shaders: z
      .array(shaderSchema(stableName).readonly())
      .min(1)
      .max(MOST_SHADERS.count)
      .readonly()
      .exactOptional(),
    /** Requests that come by themselves, to every arm; left out where there are none. */
    crowd: crowdSchema.exactOptional(),
    /** What time a run under load goes by; left out: a virtual clock, its table measured when it runs. */
    clock: clockSchema,
    /** What a request must keep to for goodput. */
    limits: serviceLimitsSchema.exactOptional(),
  })
  .superRefine(checkReferences)
  .transform(inEarliestVersion);

/** An experiment as the lab runs it: validated, every default resolved. */
export type Experiment = Readonly<z.output<typeof experimentSchema>>;

/**
 * Validates an experiment once, at the boundary, and resolves its defaults. A resolved experiment parses to itself.
 * Throws ExperimentError, which names every field that is wrong, what was expected there and what was found.
 */
export function parseExperiment(json: unknown): Experiment {
  const checked = checkExperiment(json);
  if (!checked.ok) throw new ExperimentError(checked.problems.map(problemLine));
  return checked.experiment;
}

/** The same, with every problem at its place in the place of an error. */
export function checkExperiment(
  json: unknown,
):
  | { readonly ok: true; readonly experiment: Experiment }
  | { readonly ok: false; readonly problems: readonly FieldProblem[] } {
  const parsed = experimentSchema.safeParse(json, { error: describeIssue });
  if (!parsed.success) return { ok: false, problems: fieldProblems(parsed.error.issues) };
  return { ok: true, experiment: parsed.data };
}
