/** What a study's folder, zip or place in a browser's storage keeps beside its results. */
export const STUDY_FILES = { study: 'study.json', plan: 'plan.json', canary: 'canary.json' } as const;

/** The id of the job whose result a file is named for; null of another file. */
export function jobIdOf(name: string): string | null {
  return /^([0-9a-f]{32})\.json$/.exec(name)?.[1] ?? null;
}
