/** Those that this lab reads. */
export const VERSIONS = [1, 2] as const;

interface Versioned {
  readonly version: (typeof VERSIONS)[number];
  readonly requests: readonly { readonly arrival: unknown; readonly tier?: number }[];
  readonly arms: readonly { readonly serving?: unknown }[];
  readonly crowd?: unknown;
  readonly clock?: unknown;
  readonly limits?: unknown;
}

/**
 * Version 2 added fields and changed none: a text of version 1 is one of version 2 that says nothing of them. So an experiment is kept,
 * hashed and linked as the earliest version that can say it. What was released keeps its canonical text to the letter, and a lab
 * from before opens whatever it can run. A link of every version is kept in testing/released-links.ts.
 */
export function inEarliestVersion<Experiment extends Versioned>(experiment: Experiment): Experiment {
  return { ...experiment, version: saysNothingNew(experiment) ? 1 : 2 };
}

function saysNothingNew({ requests, arms, crowd, clock, limits }: Versioned): boolean {
  return (
    [crowd, clock, limits].every((field) => field === undefined) &&
    arms.every(({ serving }) => serving === undefined) &&
    requests.every(({ arrival, tier }) => typeof arrival === 'number' && tier === undefined)
  );
}
