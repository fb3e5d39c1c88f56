import { z } from 'zod';
import { ENGINE_KINDS } from '../../../../steps/engine.ts';
import { EFFECTS } from '../../../../studies/couplings/coupling-report.ts';
import { kept } from '../../../state/kept.ts';
import { versioned } from '../../../state/kept-format.ts';
import { PLACES } from '../../../state/kept-places.ts';

const count = z.int().min(0);
const effect = z.enum(EFFECTS);

const cellSchema = z.union([
  z.strictObject({ cannot: z.string() }).readonly(),
  z
    .strictObject({
      ...{ effect, control: effect, probe: z.string().nullable(), position: count.nullable() },
      passed: z.strictObject({ before: count, after: count, of: count }).readonly().nullable(),
      time: z.strictObject({ before: z.number(), after: z.number() }).readonly().nullable(),
      link: z.string().startsWith('#'),
    })
    .readonly(),
]);

const ownSchema = z
  .strictObject({
    model: z.string(),
    engine: z.enum(ENGINE_KINDS),
    rows: z
      .array(
        z
          .strictObject({
            id: z.string(),
            cells: z.strictObject({ shape: cellSchema, content: cellSchema, load: cellSchema }).readonly(),
          })
          .readonly(),
      )
      .readonly(),
    notes: z.array(z.string()).readonly(),
  })
  .readonly();

/** A matrix that was measured here, or as much of it as came to an end. */
export type OwnCouplings = z.output<typeof ownSchema>;

/** The latest of them, row by row as it is measured. */
export const keptCouplings = kept(PLACES.couplings, versioned(z.strictObject({ own: ownSchema }), 1));
