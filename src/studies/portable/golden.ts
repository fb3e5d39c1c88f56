import golden from './golden.json' with { type: 'json' };

/** The fingerprints that every implementation gave for the short cases when the file was made (`npm run portable -- --write`). */
export interface Golden {
  /** Who gave them. */
  readonly by: readonly string[];
  /** Of each request, by the case's name. */
  readonly cases: Readonly<Record<string, readonly string[]>>;
}

export const GOLDEN: Golden = golden;
