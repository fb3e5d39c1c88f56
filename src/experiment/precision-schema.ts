import { z } from 'zod';
import { namedBy, whole } from './field-schemas.ts';

const MOST_LAYERS = 1024;
const MOST_APART = 4096;
const share = z.number().min(0).max(1);

const precisionFields = z.strictObject({
  to: z.enum(['q8', 'q4']),
  /** Share of the pool that is held from which layers are lowered, and down to which they are raised. */
  lowerAt: share.default(0.9),
  raiseAt: share.default(0.5),
  /** Waiting requests from which layers are lowered too; null: they do not count. */
  waitingAt: whole(1, 100_000).nullable().default(null),
  /** Steps at least between two swaps. */
  every: whole(1, MOST_APART).default(4),
  /** Layers, least important first (`lab importance` measures them); null: all, from the last to the first. */
  order: z
    .array(whole(0, MOST_LAYERS - 1))
    .min(1)
    .max(MOST_LAYERS)
    .readonly()
    .nullable()
    .default(null),
});

/** Layers in a smaller format while memory is short: `PrecisionPolicy` of steps/lowered-layers.ts; the format alone stands for the rest. */
export const precisionSchema = z.preprocess(
  namedBy('to'),
  precisionFields
    .superRefine(({ lowerAt, raiseAt, order }, context) => {
      if (raiseAt >= lowerAt)
        context.addIssue({
          code: 'custom',
          path: ['raiseAt'],
          message: `expected less than lowerAt (${lowerAt}), or layers would be swapped to and fro, found ${raiseAt}`,
        });
      const twice = order?.find((layer, i) => order.indexOf(layer) < i);
      if (twice !== undefined)
        context.addIssue({ code: 'custom', path: ['order'], message: `layer ${twice} is named twice` });
    })
    .readonly(),
);

/** What it is where no more than the format is said. */
export const { to: _, ...DEFAULT_PRECISION } = precisionFields.parse({ to: 'q8' });
