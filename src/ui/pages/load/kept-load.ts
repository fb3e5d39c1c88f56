import { z } from 'zod';
import { experimentSchema } from '../../../experiment/schema.ts';
import { kept } from '../../state/kept.ts';
import { versioned } from '../../state/kept-format.ts';
import { PLACES } from '../../state/kept-places.ts';

/** What the page Load was composing. */
export const keptLoad = kept(PLACES.load, versioned(z.strictObject({ experiment: experimentSchema }), 1));
