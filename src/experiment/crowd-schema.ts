import { z } from 'zod';
import type { Crowd } from './crowd.ts';
import { between, MOST_MILLISECONDS, milliseconds, u32, whole } from './field-schemas.ts';
import { LOWEST_TIER } from './request-schema.ts';
import { NOISE_KINDS } from './roles.ts';

/** Requests of a crowd, and rows of a trace. */
export const MOST_CROWD = 20_000;
/** Blocks of a trace's prompt that others begin with too. */
export const MOST_BLOCKS_SHARED = 100_000;
/** Tokens of a length as it is drawn: real prompts go beyond any context that they are scaled to. */
const MOST_LENGTH = 10_000_000;

const rate = between(0.001, 100_000);
const length = whole(1, MOST_LENGTH);

const traceRow = z
  .tuple([milliseconds, length, length])
  .readonly()
  .or(z.tuple([milliseconds, length, length, z.array(u32).max(MOST_BLOCKS_SHARED).readonly()]).readonly());

const arrivalsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('poisson'), perSecond: rate }).readonly(),
  z
    .strictObject({ kind: z.literal('gamma'), perSecond: rate, burstiness: between(0.05, 100).default(1) })
    .readonly(),
  z
    .strictObject({
      kind: z.literal('surge'),
      baseline: between(0, 100_000),
      peak: rate,
      from: milliseconds,
      ramp: milliseconds,
      hold: milliseconds,
      halfLife: between(1, MOST_MILLISECONDS),
    })
    .readonly()
    .superRefine(({ baseline, peak }, context) => {
      if (peak < baseline)
        context.addIssue({
          code: 'custom',
          path: ['peak'],
          message: `expected at least the baseline's ${baseline}, found ${peak}`,
        });
    }),
  z
    .strictObject({ kind: z.literal('closed'), users: whole(1, 512), thinkMs: milliseconds.default(0) })
    .readonly(),
  z
    .strictObject({
      kind: z.literal('trace'),
      name: z.string().min(1).max(200),
      block: whole(1, 4096).default(16),
      rows: z.array(traceRow).min(1).max(MOST_CROWD).readonly(),
    })
    .readonly()
    .superRefine(({ rows }, context) => {
      const early = rows.findIndex(([ms], at) => at > 0 && ms < rows[at - 1][0]);
      if (early > 0)
        context.addIssue({
          code: 'custom',
          path: ['rows', early, 0],
          message: `expected at least the row before's ${rows[early - 1][0]}, found ${rows[early][0]}`,
        });
    }),
]);

/** What a second or two is enough to draw. */
const MOST_INSTANTS = 10_000_000;

/** How many times at the peak's rate a surge is thinned from: up to the crowd's end, or until all have come by its baseline alone. */
function surgeInstants({
  arrivals,
  milliseconds,
  most,
}: Pick<Crowd, 'arrivals' | 'milliseconds' | 'most'>): number {
  if (arrivals.kind !== 'surge') return 0;
  const { peak, baseline } = arrivals;
  return Math.min((peak * milliseconds) / 1000, baseline > 0 ? (most * peak) / baseline : Infinity);
}

const quantile = z.tuple([between(0, 1), length]).readonly();

const lengthsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixed'), tokens: length }).readonly(),
  z
    .strictObject({ kind: z.literal('uniform'), least: length, most: length })
    .readonly()
    .superRefine(({ least, most }, context) => {
      if (most < least)
        context.addIssue({
          code: 'custom',
          path: ['most'],
          message: `expected at least ${least}, found ${most}`,
        });
    }),
  z
    .strictObject({ kind: z.literal('quantiles'), at: z.array(quantile).min(2).max(64).readonly() })
    .readonly()
    .superRefine(({ at }, context) => {
      const refuse = (path: (string | number)[], message: string) =>
        context.addIssue({ code: 'custom', path: ['at', ...path], message });
      if (at[0][0] !== 0) refuse([0, 0], `expected 0, the least of all, found ${at[0][0]}`);
      if (at.at(-1)![0] !== 1)
        refuse([at.length - 1, 0], `expected 1, the most of all, found ${at.at(-1)![0]}`);
      at.slice(1).forEach(([share, tokens], before) => {
        const [shareBefore, tokensBefore] = at[before];
        if (share <= shareBefore)
          refuse([before + 1, 0], `expected more than ${shareBefore}, found ${share}`);
        if (tokens < tokensBefore)
          refuse([before + 1, 1], `expected at least ${tokensBefore}, found ${tokens}`);
      });
    }),
]);

const weight = between(0, 1_000_000);

const kindsSchema = z
  .strictObject({
    'random-characters': weight.exactOptional(),
    'code-and-logs': weight.exactOptional(),
    vague: weight.exactOptional(),
    spam: weight.exactOptional(),
    'instruction-override': weight.exactOptional(),
  } satisfies Record<(typeof NOISE_KINDS)[number], unknown>)
  .refine((kinds) => Object.values(kinds).some((each) => each > 0), {
    error: `expected a weight above 0 for at least one of ${NOISE_KINDS.join(', ')}, found none`,
  })
  .readonly();

const tiersSchema = z
  .array(between(0, 1))
  .min(1)
  .max(LOWEST_TIER + 1)
  .readonly()
  .refine((shares) => Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < 1e-6, {
    error: ({ input }) =>
      `expected shares that sum to 1, found ${(input as number[]).reduce((sum, share) => sum + share, 0)}`,
  });

/** A crowd as data; what its fields mean is told by `Crowd`. */
export const crowdSchema = z
  .strictObject({
    seed: u32.default(0),
    arrivals: arrivalsSchema,
    milliseconds: between(1, MOST_MILLISECONDS).default(60_000),
    most: whole(1, MOST_CROWD).default(1000),
    noise: between(0, 1).default(0),
    asks: z.literal('tasks').exactOptional(),
    kinds: kindsSchema.prefault(Object.fromEntries(NOISE_KINDS.map((kind) => [kind, 1]))),
    prompt: lengthsSchema.prefault({ kind: 'fixed', tokens: 64 }),
    output: lengthsSchema.prefault({ kind: 'fixed', tokens: 32 }),
    tiers: tiersSchema.default([1]),
    prefix: z
      .strictObject({ tokens: whole(1, MOST_LENGTH), share: between(0, 1).default(1) })
      .readonly()
      .nullable()
      .default(null),
  })
  .readonly()
  .superRefine((crowd, context) => {
    const instants = surgeInstants(crowd);
    if (instants > MOST_INSTANTS)
      context.addIssue({
        code: 'custom',
        path: ['arrivals', 'peak'],
        message: `expected at most ${MOST_INSTANTS} instants at the peak's rate to draw a surge from, found ${Math.round(instants)}: a lower peak, less time or a higher baseline has fewer`,
      });
  }) satisfies z.ZodType<Crowd>;
