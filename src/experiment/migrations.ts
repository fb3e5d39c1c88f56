/** Those that this lab reads. */
export const VERSIONS = [1, 2, 3] as const;

interface Versioned {
  readonly version: (typeof VERSIONS)[number];
  readonly model: { readonly source?: unknown; readonly revision?: unknown; readonly file?: unknown };
  readonly requests: readonly {
    readonly arrival: unknown;
    readonly tier?: number;
    readonly messages?: unknown;
  }[];
  readonly arms: readonly {
    readonly serving?: {
      readonly precision?: unknown;
      readonly effort?: unknown;
      readonly route?: unknown;
      readonly faults?: unknown;
    };
    readonly quantize?: unknown;
    readonly dynamic?: unknown;
    readonly sampler?: unknown;
    readonly speculation?: unknown;
    readonly verify?: unknown;
    readonly experts?: unknown;
  }[];
  readonly crowd?: { readonly asks?: unknown };
  readonly clock?: unknown;
  readonly limits?: unknown;
}

/**
 * Each version added fields and changed none: a text of version 1 is one of version 3 that says nothing of them. So an experiment is kept,
 * hashed and linked as the earliest version that can say it. What was released keeps its canonical text to the letter, and a lab
 * from before opens whatever it can run. A link of every version is kept in testing/released-links.ts.
 */
export function inEarliestVersion<Experiment extends Versioned>(experiment: Experiment): Experiment {
  return { ...experiment, version: saysMoreThan2(experiment) ? 3 : saysMoreThan1(experiment) ? 2 : 1 };
}

/** Version 3: messages, models from elsewhere or of one's own files, a crowd that asks tasks, and whatever arms trade under load. */
function saysMoreThan2({ model, requests, arms, crowd }: Versioned): boolean {
  const traded = arms.flatMap(({ quantize, dynamic, sampler, speculation, verify, experts, serving }) => [
    ...[quantize, dynamic, sampler, speculation, verify, experts],
    ...[serving?.precision, serving?.effort, serving?.route, serving?.faults],
  ]);
  return (
    [model.source, model.revision, model.file, crowd?.asks, ...traded].some((field) => field !== undefined) ||
    requests.some(({ messages }) => messages !== undefined)
  );
}

/** Version 2: serving under load. */
function saysMoreThan1({ requests, arms, crowd, clock, limits }: Versioned): boolean {
  return (
    [crowd, clock, limits].some((field) => field !== undefined) ||
    arms.some(({ serving }) => serving !== undefined) ||
    requests.some(({ arrival, tier }) => typeof arrival !== 'number' || tier !== undefined)
  );
}
