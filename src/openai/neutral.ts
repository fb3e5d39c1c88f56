import { z } from 'zod';
import { show } from '../experiment/errors.ts';

/**
 * A parameter that a server of this lab does nothing with: left out, null or a value that asks for nothing is taken, any other is refused,
 * since one that is ignored in silence is what makes runs differ without anybody knowing why.
 */
export function neutral(...values: readonly unknown[]) {
  const known = new Set([null, ...values].map((value) => JSON.stringify(value)));
  const listed = values.map((value) => JSON.stringify(value)).join(' or ');
  const expected = listed === '' ? 'it left out' : `${listed}, or it left out`;
  return z
    .unknown()
    .refine((value) => value === undefined || known.has(JSON.stringify(value)), {
      error: ({ input }) => `not supported by this server: expected ${expected}, found ${show(input)}`,
    })
    .optional();
}
