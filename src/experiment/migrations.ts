/** Brings a payload of one version to the next; pure. The index is the version it starts from. */
type Migration = (payload: unknown) => unknown;

/** None yet: version 1 is the first. A released link of every version is kept in testing/released-links.ts. */
const MIGRATIONS: Readonly<Record<number, Migration>> = {};

/** Applies every migration from the payload's own version on, in order. What is no payload passes through, to be refused by the schema. */
export function migratePayload(payload: unknown): unknown {
  let current = payload;
  for (let version = versionOf(current); version !== null && MIGRATIONS[version]; version++) {
    current = MIGRATIONS[version](current);
  }
  return current;
}

function versionOf(payload: unknown): number | null {
  const experiment = (payload as { experiment?: { version?: unknown } } | null)?.experiment;
  return typeof experiment?.version === 'number' ? experiment.version : null;
}
