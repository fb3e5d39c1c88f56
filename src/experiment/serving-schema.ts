import { z } from 'zod';
import { costTableSchema } from './cost-table-schema.ts';
import { effortSchema } from './effort-schema.ts';
import { between, MOST_MILLISECONDS, milliseconds, namedBy, whole } from './field-schemas.ts';
import { precisionSchema } from './precision-schema.ts';
import { faultsSchema, ROUTE_CLASHES, routeSchema } from './route-schema.ts';

const MOST_SEQUENCES = 512;
const MOST_TOKENS = 4096;
const MOST_BLOCKS = 65_536;

const policySchema = z.preprocess(
  namedBy('kind'),
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('static'), batch: whole(1, MOST_SEQUENCES) }).readonly(),
    z.strictObject({ kind: z.literal('fcfs') }).readonly(),
    z.strictObject({ kind: z.literal('prefill-first') }).readonly(),
    z.strictObject({ kind: z.literal('chunked'), budget: whole(1, MOST_TOKENS) }).readonly(),
    z.strictObject({ kind: z.literal('tiers') }).readonly(),
    z.strictObject({ kind: z.literal('shortest') }).readonly(),
  ]),
);

const admissionSchema = z.strictObject({
  /** Most requests that may wait; null: any number. */
  mostWaiting: whole(1, 100_000).nullable().default(null),
  /** Milliseconds of the clock within which the first token must come; null: no deadline. */
  firstTokenWithin: between(1, MOST_MILLISECONDS).nullable().default(null),
});

const memorySchema = z.preprocess(
  namedBy('pressure'),
  z.discriminatedUnion('pressure', [
    z.strictObject({ pressure: z.literal('recompute') }).readonly(),
    z.strictObject({ pressure: z.literal('swap'), hostBlocks: whole(1, MOST_BLOCKS) }).readonly(),
    z
      .strictObject({
        pressure: z.literal('evict'),
        /** Tokens kept from the front, which attention leans on, and from the end. */
        first: whole(0, MOST_TOKENS).default(16),
        last: whole(1, MOST_TOKENS).default(64),
      })
      .readonly(),
  ]),
);

const cascadeSchema = z.strictObject({
  prefixTokens: whole(1, MOST_TOKENS).default(256),
  requests: whole(2, MOST_SEQUENCES).default(8),
});

/** How an arm serves: `Serving` of steps/serving.ts with every default filled, which a test there holds. */
const servingFields = z.strictObject({
  policy: policySchema.prefault({ kind: 'fcfs' }),
  admission: admissionSchema.readonly().prefault({}),
  memory: memorySchema.prefault({ pressure: 'recompute' }),
  prefix: z.enum(['off', 'on', 'recompute-last']).default('off'),
  packing: z.enum(['off', 'masked', 'leaking']).default('off'),
  cascade: cascadeSchema.readonly().nullable().default(null),
  disaggregated: z.boolean().default(false),
  precision: precisionSchema.exactOptional(),
  /** New tokens of a request, by how many others wait as it begins; left out: as many as it asks for. */
  effort: effortSchema.readonly().exactOptional(),
  /** A second replica; left out: there is one. */
  route: routeSchema.exactOptional(),
  faults: faultsSchema.exactOptional(),
});

type ServingFields = z.output<typeof servingFields>;

/** Why two settings make no sense together, at the one that a reader would take back. */
const CLASHES: readonly (readonly [
  field: keyof ServingFields,
  holds: (serving: ServingFields) => boolean,
  why: string,
])[] = [
  [
    'packing',
    ({ packing, memory }) => packing !== 'off' && memory.pressure === 'evict',
    'packing does not go with eviction: keys would be dropped across the borders of its segments',
  ],
  [
    'packing',
    ({ packing, prefix }) => packing !== 'off' && prefix !== 'off',
    'packing does not go with prefix reuse: a packed block holds tokens of several requests, so its hash names no prefix',
  ],
  [
    'packing',
    ({ packing, disaggregated }) => packing !== 'off' && disaggregated,
    'packing does not go with disaggregation: packed requests share blocks, which cannot be handed over one by one',
  ],
  [
    'prefix',
    ({ prefix, memory }) => prefix !== 'off' && memory.pressure === 'evict',
    'prefix reuse does not go with eviction: a block that another request shares may not lose its keys',
  ],
  [
    'cascade',
    ({ cascade, prefix }) => cascade !== null && prefix === 'off',
    'cascade attention needs prefix reuse: only blocks that requests share can be gone through once; expected null or prefix on',
  ],
  [
    'disaggregated',
    ({ disaggregated, policy }) => disaggregated && policy.kind === 'static',
    'disaggregation does not go with static batching, whose batch is prefilled and decoded in one queue',
  ],
  [
    'precision',
    ({ precision, disaggregated }) => precision !== undefined && disaggregated,
    'precision under load does not go with disaggregation: which of the two pools the freed bytes went to would be open',
  ],
  [
    'precision',
    ({ precision, memory }) => precision !== undefined && memory.pressure === 'evict',
    'precision under load does not go with eviction: what is dropped for good would follow a pool that changes its size',
  ],
];

export const servingSchema = servingFields
  .superRefine((serving, context) => {
    for (const [field, holds, message] of [...CLASHES, ...ROUTE_CLASHES])
      if (holds(serving)) context.addIssue({ code: 'custom', path: [field], message });
  })
  .readonly();

const AS_ALWAYS = JSON.stringify(servingSchema.parse({}));

/** Whether it says no more than leaving it out: fields stand in the schema's order. */
export function servesAsAlways(serving: z.output<typeof servingSchema>): boolean {
  return JSON.stringify(serving) === AS_ALWAYS;
}

/** Stated limits, in milliseconds: a request that meets all of them counts for goodput (`vllm bench serve --goodput`). */
export const serviceLimitsSchema = z
  .strictObject({
    ttft: milliseconds.exactOptional(),
    tpot: milliseconds.exactOptional(),
    e2el: milliseconds.exactOptional(),
  })
  .refine((limits) => Object.keys(limits).length > 0, {
    error: 'expected one of ttft, tpot, e2el in milliseconds, found nothing',
  })
  .readonly();

/** What time a run under load goes by. */
export const clockSchema = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('virtual'),
        /** Left out: measured on the device that runs it, once. */
        table: costTableSchema.readonly().exactOptional(),
        /** The same of a model that drafts. */
        draft: costTableSchema.readonly().exactOptional(),
        /** A device so many times as fast as the table says. */
        speed: between(0.01, 1000).default(1),
      })
      .readonly(),
    z
      .strictObject({
        kind: z.literal('real'),
        /** Arrivals come so many times as fast as they say. */
        speed: between(0.01, 1000).default(1),
      })
      .readonly(),
  ])
  .exactOptional();
