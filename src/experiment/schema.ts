import { z } from 'zod';
import { ACTIVATION_DTYPES, WEIGHT_DTYPES } from '../numerics/dtypes.ts';
import { PARALLELISM } from '../numerics/parallelism.ts';
import { KERNEL_SETS } from '../numerics/sets/sets.ts';
import {
  describeIssue,
  ExperimentError,
  type FieldProblem,
  fieldProblems,
  oneOf,
  problemLine,
  show,
} from './errors.ts';
import { modelNameProblem, SHAPE_NAMES } from './model-name.ts';
import { checkReferences } from './references.ts';
import { armShadersSchema, MOST_SHADERS, shaderSchema } from './shaders.ts';

// The site's content security policy forbids eval, which the validator would otherwise try at start.
z.config({ jitless: true });

/** Who a request is: `probe` is watched, `clean` and `noise` are its batchmates. */
export const ROLES = ['probe', 'clean', 'noise'] as const;
export type Role = (typeof ROLES)[number];

/** What generated noise imitates. */
export const NOISE_KINDS = [
  'random-characters',
  'code-and-logs',
  'vague',
  'spam',
  'instruction-override',
] as const;
export type NoiseKind = (typeof NOISE_KINDS)[number];

const U32_MAX = 0xffff_ffff;

/** Requests of an experiment, and characters of a prompt. */
export const MOST_REQUESTS = 512;
export const MOST_PROMPT = 20_000;

/** -0, which JSON can write, becomes 0: one experiment, one canonical text. */
const unsignedZero = (value: number) => value + 0;

const whole = (minimum: number, maximum: number) => z.int().min(minimum).max(maximum).overwrite(unsignedZero);

const u32 = whole(0, U32_MAX);

const pattern = (shape: RegExp, words: string) =>
  z.string().regex(shape, { error: ({ input }) => `expected ${words}, found ${show(input)}` });

/** What a name that others refer to may be, and how a refusal says it. */
export const STABLE_NAME = [
  /^[A-Za-z0-9._-]{1,64}$/,
  '1 to 64 ASCII letters, digits, ".", "_" or "-"',
] as const;
const stableName = pattern(...STABLE_NAME);

const modelSchema = z.strictObject({
  /** Names a folder, or a model that is generated: `random:<shape>[:layers][:seed]`. */
  name: z
    .string()
    .max(64)
    .superRefine((name, context) => {
      const problem = modelNameProblem(name);
      if (problem !== null) context.addIssue({ code: 'custom', message: problem });
    })
    .meta({ examples: SHAPE_NAMES.map((shape) => `random:${shape}`) })
    .default('nano'),
  /** SHA-256 of the weights file: a link pins the model it was made with. */
  hash: pattern(/^sha256:[0-9a-f]{64}$/, '"sha256:" and 64 lower-case hex digits').exactOptional(),
});

const decodingSchema = z.strictObject({
  /** 0 is greedy. */
  temperature: z.number().min(0).max(10).overwrite(unsignedZero).default(0),
  seed: u32.default(0),
});

const noiseSchema = z.strictObject({
  kind: z.enum(NOISE_KINDS),
  seed: u32,
  /** Exact length of the generated prompt, without bos. */
  tokens: whole(1, 2048),
});

const requestFields = z.strictObject({
  /** Names the request in every arm, log and sampler key; never its place in the batch. */
  id: stableName,
  role: z.enum(ROLES),
  prompt: z.string().max(MOST_PROMPT).exactOptional(),
  promptIds: z.array(u32).min(1).max(4096).readonly().exactOptional(),
  noise: noiseSchema.readonly().exactOptional(),
  /** Put the model's beginning-of-text token first; `promptIds` are always fed as they are. */
  bos: z.boolean().default(true),
  maxNewTokens: whole(1, 4096).default(64),
  /** Keep generating past end-of-text, so that the batch keeps its shape. */
  ignoreEos: z.boolean().default(false),
  /** Step of the arm at which the request joins the queue. */
  arrival: whole(0, 65_535).default(0),
});

type RequestFields = z.output<typeof requestFields>;
type Source<K extends 'prompt' | 'promptIds' | 'noise'> = {
  readonly [Key in K]: Exclude<RequestFields[Key], undefined>;
} & { readonly [Key in Exclude<'prompt' | 'promptIds' | 'noise', K>]?: never };

/** A request with exactly one source of its prompt. */
export type ExperimentRequest = Readonly<Omit<RequestFields, 'prompt' | 'promptIds' | 'noise'>> &
  (Source<'prompt'> | Source<'promptIds'> | Source<'noise'>);

const requestSchema = requestFields
  .superRefine((request, context) => {
    const refuse = (field: string[], message: string) =>
      context.addIssue({ code: 'custom', path: field, message });
    const given = (['prompt', 'promptIds', 'noise'] as const).filter((key) => key in request);
    if (given.length !== 1) {
      refuse([], `expected exactly one of prompt, promptIds, noise, found ${given.join(' and ') || 'none'}`);
    }
    if (request.prompt === '' && !request.bos)
      refuse(['prompt'], 'an empty prompt needs bos, found bos false');
    if (request.noise && request.role === 'probe') refuse(['noise'], 'a probe may not be generated noise');
  })
  // The refinement above is what makes the cast true: exactly one source is present.
  .transform((request) => request as ExperimentRequest);

const kernelSet = z.enum(KERNEL_SETS);

/** One set name stands for all three operations. */
const kernelsSchema = z
  .preprocess(
    (value) =>
      KERNEL_SETS.some((set) => set === value) ? { matmul: value, rmsnorm: value, attention: value } : value,
    z
      .strictObject(
        { matmul: kernelSet, rmsnorm: kernelSet, attention: kernelSet },
        {
          error: (issue) =>
            issue.code === 'invalid_type'
              ? `expected ${oneOf(KERNEL_SETS)} or an object with matmul, rmsnorm, attention, found ${show(issue.input)}`
              : undefined,
        },
      )
      .readonly(),
  )
  .meta({ examples: [...KERNEL_SETS] });

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

const armSchema = z.strictObject({
  name: z.string().min(1).max(64),
  /** Ids in batch order. */
  requests: z.array(z.string()).min(1).max(512).readonly(),
  kernels: kernelsSchema,
  dtype: z.enum(ACTIVATION_DTYPES).default('bf16'),
  weights: z.enum(WEIGHT_DTYPES).default('stored'),
  /** Workgroups that the variant rules try to keep busy. */
  parallelism: whole(1, 65_535).default(PARALLELISM),
  limits: limitsSchema.readonly().prefault({}),
  companies: companiesSchema.readonly().exactOptional(),
  /** Kernels of one's own, by the operation whose place they take. */
  shaders: armShadersSchema(stableName).readonly().exactOptional(),
});

/** One way to run the probes, every default resolved. */
export type ExperimentArm = Readonly<z.output<typeof armSchema>>;

export const experimentSchema = z
  .strictObject({
    version: z.literal(1),
    title: z.string().min(1).max(200),
    description: z.string().max(4000).exactOptional(),
    model: modelSchema.readonly().prefault({}),
    decoding: decodingSchema.readonly().prefault({}),
    requests: z.array(requestSchema).min(1).max(MOST_REQUESTS).readonly(),
    arms: z.array(armSchema.readonly()).min(1).max(64).readonly(),
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
  })
  .superRefine(checkReferences);

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
