import { z } from 'zod';
import { ENGINE_KINDS } from '../../../../steps/engine.ts';
import { couplingRowsSchema } from '../../../../studies/couplings/report-schema.ts';
import { kept } from '../../../state/kept.ts';
import { versioned } from '../../../state/kept-format.ts';
import { PLACES } from '../../../state/kept-places.ts';

const ownSchema = z
  .strictObject({
    model: z.string(),
    engine: z.enum(ENGINE_KINDS),
    rows: couplingRowsSchema,
    notes: z.array(z.string()).readonly(),
  })
  .readonly();

/** A matrix that was measured here, or as much of it as came to an end. */
export type OwnCouplings = z.output<typeof ownSchema>;

/** The latest of them, row by row as it is measured. */
export const keptCouplings = kept(PLACES.couplings, versioned(z.strictObject({ own: ownSchema }), 1));
