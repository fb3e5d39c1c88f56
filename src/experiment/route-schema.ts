import { z } from 'zod';
import { ACTIVATION_DTYPES, WEIGHT_DTYPES } from '../numerics/dtypes.ts';
import { between, u32, whole } from './field-schemas.ts';
import { kernelsSchema } from './kernels-schema.ts';
import { asksForRandom, modelNameProblem } from './model-name.ts';

const MOST_WAITING = 100_000;
const MOST_TRIED = 20_000;

/** A model that ships with the lab, or a random one: nothing is fetched for a route. */
const modelName = z
  .string()
  .max(64)
  .superRefine((name, context) => {
    const problem = modelNameProblem(name);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem });
    else if (!asksForRandom(name) && !SHIPPED.includes(name))
      context.addIssue({
        code: 'custom',
        message: `expected ${SHIPPED.join(', ')} or random:<shape>, found ${name}`,
      });
  });
const SHIPPED: readonly string[] = ['nano', 'pico'];

/** What a replica runs where it is not what the arm runs. */
const replicaSchema = z.strictObject({
  model: modelName.exactOptional(),
  dtype: z.enum(ACTIVATION_DTYPES).exactOptional(),
  weights: z.enum(WEIGHT_DTYPES).exactOptional(),
  kernels: kernelsSchema.exactOptional(),
  /** So many times as fast as a clock's table says. */
  speed: between(0.01, 1000).exactOptional(),
});

const TEMPLATES = ['chatml', 'none'] as const;

/** One that is not what the arm runs, or that puts prompts together as it should not: `WrongReplica` of steps/serving.ts. */
const wrongSchema = replicaSchema
  .extend({ template: z.enum(TEMPLATES).exactOptional() })
  .readonly()
  .refine(
    (to) => [to.model, to.dtype, to.weights, to.kernels, to.template].some((field) => field !== undefined),
    {
      error: 'expected another model, dtype, weights, kernels or template, found nothing',
    },
  );

const qualitySchema = z
  .strictObject({
    kind: z.literal('quality'),
    /** Most tokens of a prompt. */
    tokens: whole(1, 4096).exactOptional(),
    /** Bytes after deflate, of those before: noise compresses badly, what says one thing over and over very well. */
    compressed: z
      .strictObject({ least: between(0, 4).exactOptional(), most: between(0, 4).exactOptional() })
      .readonly()
      .exactOptional(),
    perplexity: z
      .strictObject({ model: modelName, most: between(1, 1_000_000) })
      .readonly()
      .exactOptional(),
    isolated: z.boolean(),
  })
  .refine(
    ({ tokens, compressed, perplexity }) =>
      [tokens, compressed, perplexity].some((bound) => bound !== undefined),
    {
      error: 'expected one of tokens, compressed, perplexity, found none',
    },
  );

/** A new variant on trial: `CanaryRule` of steps/serving.ts, with what a trial of a day would begin with. */
const canarySchema = z
  .strictObject({
    kind: z.literal('canary'),
    /** Of the requests, those that try it. */
    share: between(0.001, 0.9).default(0.05),
    seed: u32.default(0),
    /** How many times the control's a quantile of its latencies may be. */
    latency: z
      .strictObject({
        measure: z.enum(['ttft', 'e2el']).default('e2el'),
        quantile: between(0.01, 0.99).default(0.5),
        margin: between(1, 100).default(1.25),
      })
      .readonly()
      .prefault({}),
    /** How far its share of right answers may lie below the control's; left out: nobody asks. */
    quality: z
      .strictObject({ margin: between(0.001, 1) })
      .readonly()
      .exactOptional(),
    /** Of a false alarm, over all looks together. */
    alpha: between(0.0001, 0.5).default(0.05),
    /** Requests of it before which nothing is decided, and after which it is rolled back where nothing is shown. */
    least: whole(1, MOST_TRIED).default(20),
    most: whole(1, MOST_TRIED).default(1000),
  })
  .superRefine(({ least, most }, context) => {
    if (most < least)
      context.addIssue({
        code: 'custom',
        path: ['most'],
        message: `expected at least the least's ${least}, found ${most}`,
      });
  });

/** Every default filled. */
export const DEFAULT_CANARY = canarySchema.parse({ kind: 'canary' });

const ruleSchema = z.preprocess(
  (value) => (value === 'balance' || value === 'canary' ? { kind: value } : value),
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('balance') }).readonly(),
    z.strictObject({ kind: z.literal('tier'), from: whole(1, 15) }).readonly(),
    z.strictObject({ kind: z.literal('overflow'), waiting: whole(1, MOST_WAITING) }).readonly(),
    qualitySchema.readonly(),
    canarySchema.readonly(),
  ]),
);

/** Requests that go to a second replica, by a rule. */
export const routeSchema = z
  .strictObject({ to: replicaSchema.readonly().prefault({}), by: ruleSchema })
  .readonly();

/** What goes wrong in an arm, on purpose. */
export const faultsSchema = z
  .strictObject({
    misrouted: z
      .strictObject({
        share: between(0, 1),
        seed: u32.default(0),
        to: wrongSchema,
      })
      .readonly(),
  })
  .readonly();

interface Routed {
  readonly route?: z.output<typeof routeSchema>;
  readonly faults?: z.output<typeof faultsSchema>;
  readonly disaggregated: boolean;
  readonly policy: { readonly kind: string };
}

/** Why a second replica makes no sense with how an arm serves otherwise, at the field that a reader would take back. */
export const ROUTE_CLASHES: readonly (readonly [
  field: 'route' | 'faults',
  holds: (serving: Routed) => boolean,
  why: string,
])[] = [
  [
    'route',
    ({ route, disaggregated }) => route !== undefined && disaggregated,
    'a route does not go with disaggregation: each replica would need two queues',
  ],
  [
    'faults',
    ({ faults, disaggregated }) => faults !== undefined && disaggregated,
    'misrouting does not go with disaggregation: each replica would need two queues',
  ],
  [
    'route',
    ({ route, policy }) => route?.by.kind === 'quality' && !route.by.isolated && policy.kind !== 'tiers',
    'quality without isolation only lowers a tier, which nobody looks at; expected policy tiers, or isolated true',
  ],
];
