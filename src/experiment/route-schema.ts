import { z } from 'zod';
import { ACTIVATION_DTYPES, WEIGHT_DTYPES } from '../numerics/dtypes.ts';
import { between, u32, whole } from './field-schemas.ts';
import { asksForRandom, modelNameProblem } from './model-name.ts';

const MOST_WAITING = 100_000;

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
  /** So many times as fast as a clock's table says. */
  speed: between(0.01, 1000).exactOptional(),
});

const TEMPLATES = ['chatml', 'none'] as const;

/** One that is not what the arm runs, or that puts prompts together as it should not: `WrongReplica` of steps/serving.ts. */
const wrongSchema = replicaSchema
  .extend({ template: z.enum(TEMPLATES).exactOptional() })
  .readonly()
  .refine((to) => [to.model, to.dtype, to.weights, to.template].some((field) => field !== undefined), {
    error: 'expected another model, dtype, weights or template, found nothing',
  });

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

const ruleSchema = z.preprocess(
  (value) => (value === 'balance' ? { kind: value } : value),
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('balance') }).readonly(),
    z.strictObject({ kind: z.literal('tier'), from: whole(1, 15) }).readonly(),
    z.strictObject({ kind: z.literal('overflow'), waiting: whole(1, MOST_WAITING) }).readonly(),
    qualitySchema.readonly(),
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
