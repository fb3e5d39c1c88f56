import { z } from 'zod';
import { ACTIVATION_DTYPES, WEIGHT_DTYPES } from '../numerics/dtypes.ts';
import { PARALLELISM } from '../numerics/parallelism.ts';
import { SAMPLERS } from '../numerics/top-sampler.ts';
import { dynamicProblem, dynamicSchema } from './dynamic-schema.ts';
import { between, stableName, u32, whole } from './field-schemas.ts';
import { kernelsSchema } from './kernels-schema.ts';
import { portableClashes } from './portable-schema.ts';
import { quantizeProblem, quantizeSchema } from './quantize-schema.ts';
import { servesAsAlways, servingSchema } from './serving-schema.ts';
import { armShadersSchema } from './shaders.ts';
import { speculationClash, speculationSchema } from './speculation-schema.ts';
import { verifyProblem, verifySchema } from './verify-schema.ts';

const limitsSchema = z.strictObject({
  maxSequences: whole(1, 512).default(64),
  maxTokensPerStep: whole(1, 4096).default(256),
  /** KV blocks in the arm's pool; null gives as many as the arm can need. */
  blocks: whole(1, 65_536).nullable().default(null),
});

/** Makes an arm stand for many: each copy draws its batchmates, their order and the probe's place at random. */
const companiesSchema = z.strictObject({
  count: whole(1, 1000).default(100),
  /** Fewest batchmates of a company; the most are all that the arm lists. */
  least: whole(0, 511).default(1),
  seed: u32.default(0),
});

/** How a mixture of experts is served. */
const expertsSchema = z.strictObject({
  /** Rows that each expert has room for in a step, times what it would get were all chosen alike; null: as many as come. */
  capacity: between(0.01, 100).nullable(),
});

const armFields = z.strictObject({
  name: z.string().min(1).max(64),
  /** Ids in batch order. */
  requests: z.array(z.string()).min(1).max(512).readonly(),
  kernels: kernelsSchema,
  dtype: z.enum(ACTIVATION_DTYPES).default('bf16'),
  weights: z.enum(WEIGHT_DTYPES).default('stored'),
  /** Whether products read activations as q8, and what shares a scale; left out where they read them as they are. */
  quantize: quantizeSchema.exactOptional(),
  /** A smaller width beside the weights', chosen product by product as the arm runs; left out: the weights alone. */
  dynamic: dynamicSchema.exactOptional(),
  /** Workgroups that the variant rules try to keep busy. */
  parallelism: whole(1, 65_535).default(PARALLELISM),
  /** What the noise is keyed by of a draw among each row's highest logits; left out: one over the whole vocabulary, by token. */
  sampler: z.enum(SAMPLERS).exactOptional(),
  limits: limitsSchema.readonly().prefault({}),
  companies: companiesSchema.readonly().exactOptional(),
  /** Kernels of one's own, by the operation whose place they take. */
  shaders: armShadersSchema(stableName).readonly().exactOptional(),
  /** Who is next, what gives way and what is shared; left out where it is as it always was. */
  serving: servingSchema.exactOptional(),
  /** Who drafts tokens for it to verify; left out: nobody. */
  speculation: speculationSchema.exactOptional(),
  /** Whose tokens are told only once they were verified alone; left out: nobody's. */
  verify: verifySchema.exactOptional(),
  /** Of a model that is a mixture of experts; left out where every row goes through all that its router chose. */
  experts: expertsSchema.readonly().exactOptional(),
});

export const armSchema = armFields
  .superRefine((arm, context) => {
    const problem = quantizeProblem(arm);
    if (problem !== null) context.addIssue({ code: 'custom', path: ['quantize'], message: problem });
    const narrow = dynamicProblem(arm);
    if (narrow !== null) context.addIssue({ code: 'custom', path: ['dynamic'], message: narrow });
    const unverifiable = verifyProblem(arm);
    if (unverifiable !== null) context.addIssue({ code: 'custom', path: ['verify'], message: unverifiable });
    for (const { field, problem } of portableClashes(arm))
      context.addIssue({ code: 'custom', path: [field], message: problem });
    if (arm.speculation && arm.sampler)
      context.addIssue({
        code: 'custom',
        path: ['speculation'],
        message:
          'speculation does not go with a sampler among the highest logits, which draws on the host after the step: expected no sampler',
      });
    if (arm.speculation && arm.experts && arm.experts.capacity !== null)
      context.addIssue({
        code: 'custom',
        path: ['speculation'],
        message:
          'speculation does not go with a capacity of experts: drafted rows would fill them, so who is left out would follow from drafts that are thrown away',
      });
  })
  .superRefine(({ limits, serving, shaders, speculation }, context) => {
    if (!serving) return;
    const clash = speculation && speculationClash(serving);
    if (clash) context.addIssue({ code: 'custom', path: ['speculation'], message: clash });
    const { policy } = serving;
    if (shaders && (serving.route || serving.faults))
      context.addIssue({
        code: 'custom',
        path: ['shaders'],
        message: 'kernels of one’s own do not go with a second replica, which may run another model',
      });
    const refuse = (field: string, most: number, found: number) =>
      context.addIssue({
        code: 'custom',
        path: ['serving', 'policy', field],
        message: `expected at most the arm's ${most}, found ${found}`,
      });
    if (policy.kind === 'chunked' && policy.budget > limits.maxTokensPerStep)
      refuse('budget', limits.maxTokensPerStep, policy.budget);
    if (policy.kind === 'static' && policy.batch > limits.maxSequences)
      refuse('batch', limits.maxSequences, policy.batch);
  })
  .transform(({ serving, quantize, experts, ...arm }) => ({
    ...arm,
    ...(quantize && quantize !== 'none' && { quantize }),
    ...(serving && !servesAsAlways(serving) && { serving }),
    ...(experts && experts.capacity !== null && { experts }),
  }))
  .readonly();

/** One way to run the probes, every default resolved. */
export type ExperimentArm = z.output<typeof armSchema>;
