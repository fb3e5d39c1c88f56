import { z } from 'zod';
// For its configuration of zod, which comes before any schema.
import { whole } from '../../experiment/field-schemas.ts';

/** Fields of what a stranger's server tells: within bounds, so that nothing that is drawn or kept grows by one of them. */
export const count = whole(0, 2 ** 40);
export const amount = z
  .number()
  .min(-(2 ** 50))
  .max(2 ** 50);
export const name = z.string().min(1).max(200);
export const MOST_ENTRIES = 65_536;
export const list = <Item extends z.ZodType>(item: Item) => z.array(item).max(MOST_ENTRIES);
