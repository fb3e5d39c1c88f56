import type { Census } from '../../../census/census-types.ts';

/** The files of the folder `census`, one an adapter: `npm test` checks each against the schema. */
const files = import.meta.glob<Census>('../../../../census/*.json', { eager: true, import: 'default' });

export interface CensusFile {
  /** Name of the file. */
  readonly name: string;
  readonly census: Census;
}

/** In the order of their names. */
export const CENSUS_FILES: readonly CensusFile[] = Object.entries(files)
  .map(([path, census]) => ({ name: path.slice(path.lastIndexOf('/') + 1), census }))
  .toSorted((a, b) => (a.name < b.name ? -1 : 1));
