import { censusTitle } from '../../../census/census-name.ts';
import type { Census } from '../../../census/census-types.ts';
import { CENSUS_FILES } from './census-files.ts';

/** Somebody to compare: the visitor's adapter, or a file's. */
export interface Subject {
  readonly id: string;
  readonly name: string;
  readonly census: Census;
}

export const OWN_ID = 'own';

/** The visitor's own first, where it was asked, then the files. */
export function subjectsOf(own: Census | null): Subject[] {
  const files = CENSUS_FILES.map(({ name, census }) => ({
    id: name,
    name: censusTitle(census, name),
    census,
  }));
  return own ? [{ id: OWN_ID, name: 'your adapter', census: own }, ...files] : files;
}
