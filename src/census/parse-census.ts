import { censusSchema } from './census-schema.ts';
import type { Census } from './census-types.ts';

/** A file that is no census. */
export class CensusError extends Error {
  override readonly name = 'CensusError';
}

/** Reads a census. `from` names it where it is none. Throws CensusError with the field and what was expected. */
export function parseCensus(json: unknown, from: string): Census {
  const { success, data, error } = censusSchema.safeParse(json);
  if (success) return data;
  const [{ path, message }] = error.issues;
  throw new CensusError(`${from}: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`);
}
