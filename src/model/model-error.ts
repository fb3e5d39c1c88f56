import type { z } from 'zod';
import { show } from '../experiment/errors.ts';
import { PlacedError } from '../experiment/placed-error.ts';

/** A model file that cannot be used: every refusal in this folder is one of these, at a file or a part of it. */
export class ModelError extends PlacedError {
  override readonly name = 'ModelError';
}

/** A file that is not there, as opposed to one that is wrong. */
export class MissingFileError extends ModelError {}

/** A value as an error message shows it: short, nothing hidden in it, and never a walk through a nested structure. */
export function shown(value: unknown): string {
  return Array.isArray(value) ? `an array of ${value.length}` : show(value);
}

/** The first few of a list, and how many more there are. */
export function listed(parts: readonly (string | number)[]): string {
  const first = parts.slice(0, 5).join(', ');
  return parts.length > 5 ? `${first} and ${parts.length - 5} more` : first;
}

/**
 * Parses `value` with a schema whose messages say what was expected ("an integer from 1 to 8").
 * Throws ModelError naming the field, what was expected and what was found.
 */
export function parseField<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  where: string,
): z.output<Schema> {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const field = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
  const problem =
    issue.code === 'unrecognized_keys'
      ? `expected no field named ${issue.keys.map(shown).join(', ')}`
      : `expected ${issue.message}, found ${shown(issue.input)}`;
  throw new ModelError(where, `${field}${problem}`, { cause: result.error });
}
