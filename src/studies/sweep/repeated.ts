import { type FieldProblem, show } from '../../experiment/errors.ts';

/** A problem for each value that was there before, as experiments say it. */
export function repeated(
  values: readonly (string | number)[],
  path: (index: number) => FieldProblem['path'],
  what: string,
): FieldProblem[] {
  const seen = new Set<string | number>();
  return values.flatMap((value, index) => {
    if (!seen.has(value)) {
      seen.add(value);
      return [];
    }
    return [{ path: path(index), text: `expected a new ${what}, found ${show(value)} again` }];
  });
}
