import { z } from 'zod';
import { whole } from './field-schemas.ts';

const MOST_WAITING = 100_000;
const MOST_TOKENS = 4096;

/** New tokens of a request, by how many others wait as it begins. */
export const effortSchema = z
  .strictObject({
    from: whole(0, MOST_WAITING),
    to: whole(1, MOST_WAITING),
    least: whole(1, MOST_TOKENS),
  })
  .superRefine(({ from, to }, context) => {
    if (to <= from)
      context.addIssue({
        code: 'custom',
        path: ['to'],
        message: `expected more than from's ${from}, found ${to}`,
      });
  });
