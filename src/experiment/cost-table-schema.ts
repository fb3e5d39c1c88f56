import { z } from 'zod';
import { between, milliseconds, whole } from './field-schemas.ts';

const MOST_TOKENS = 4096;

const costSchema = z.strictObject({
  rows: whole(1, MOST_TOKENS),
  /** The mean over the rows, which need not be whole. */
  keys: between(0, 10_000_000),
  ms: milliseconds.refine((ms) => ms > 0, {
    error: 'expected more than 0: a step that takes no time never lets the clock go on',
  }),
});

/** What a step costs on a device, as `CostTable` of the results: a link that carries one is reproducible to the millisecond. */
export const costTableSchema = z.strictObject({
  measuredOn: z.string().min(1).max(200),
  entries: z
    .array(costSchema.readonly())
    .min(1)
    .max(512)
    .readonly()
    .superRefine((entries, context) => {
      const places = entries.map(({ rows, keys }) => `${rows} rows over ${keys} keys`);
      places.forEach((place, at) => {
        if (places.indexOf(place) < at)
          context.addIssue({
            code: 'custom',
            path: [at],
            message: `expected each size once, found ${place} again`,
          });
      });
    }),
  swapMs: milliseconds,
  /** What steps with lowered layers take, as `LoweredCost` of the results. */
  lowered: z
    .strictObject({
      to: z.enum(['q8', 'q4']),
      layers: whole(1, 1024),
      times: z
        .array(z.strictObject({ rows: whole(1, MOST_TOKENS), times: between(0.001, 1000) }).readonly())
        .min(1)
        .max(64)
        .readonly()
        .refine((times) => times.every(({ rows }, at) => at === 0 || rows > times[at - 1].rows), {
          error: 'expected rows that ascend',
        }),
    })
    .readonly()
    .exactOptional(),
});
