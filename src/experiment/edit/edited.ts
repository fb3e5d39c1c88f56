import { ExperimentError } from '../errors.ts';
import { type Experiment, type ExperimentRequest, parseExperiment } from '../schema.ts';
import { withUsedShaders } from '../shaders.ts';

/** Why an edit was refused: the field, with the name of its request or arm, and what was expected there. */
export interface Problem {
  readonly field: string;
  readonly reason: string;
}

/** What an edit gives: an experiment that the schema accepts, or why there is none. The one it began with never changes. */
export type Edited =
  | { readonly ok: true; readonly experiment: Experiment }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export type Edit = (experiment: Experiment) => Edited;

/** A request before it is checked: it may still have no source of its prompt, or several. */
export type RequestDraft = Omit<ExperimentRequest, 'prompt' | 'promptIds' | 'noise' | 'messages'> & {
  readonly prompt?: string;
  readonly promptIds?: readonly number[];
  readonly noise?: NonNullable<ExperimentRequest['noise']>;
  readonly messages?: NonNullable<ExperimentRequest['messages']>;
};

/** What an edit proposes in the place of an experiment's parts. */
export type Change = Partial<Omit<Experiment, 'requests'>> & { readonly requests?: readonly RequestDraft[] };

/**
 * Checks an experiment with some of its parts changed. Requests, arms and the list of pairs stay the same objects where
 * they were left as they were, so that a history shares them.
 */
export function settle(experiment: Experiment, change: Change): Edited {
  const candidate = withUsedShaders({ ...experiment, ...change });
  try {
    const parsed = parseExperiment(candidate);
    return {
      ok: true,
      experiment: {
        ...parsed,
        requests: kept(experiment.requests, candidate.requests, parsed.requests),
        arms: kept(experiment.arms, candidate.arms, parsed.arms),
        compare: candidate.compare === experiment.compare ? experiment.compare : parsed.compare,
      },
    };
  } catch (error) {
    if (!(error instanceof ExperimentError)) throw error;
    return { ok: false, problems: error.problems.map((line) => problemOf(line, candidate)) };
  }
}

export function refused(field: string, reason: string): Edited {
  return { ok: false, problems: [{ field, reason }] };
}

/** `request "mate", arrival: expected …` */
export function problemText({ field, reason }: Problem): string {
  return `${field}: ${reason}`;
}

interface Named {
  readonly requests: readonly { readonly id: string }[];
  readonly arms: readonly { readonly name: string }[];
  readonly shaders?: readonly { readonly name: string }[];
}

function kept<Part>(before: readonly Part[], proposed: readonly unknown[], parsed: readonly Part[]): Part[] {
  const known = new Set<unknown>(before);
  return parsed.map((part, index) => (known.has(proposed[index]) ? (proposed[index] as Part) : part));
}

/** A place in a list says little to a person: `arms[2].limits` becomes `arm "company", limits`. */
function problemOf(line: string, { requests, arms, shaders }: Named): Problem {
  const end = line.indexOf(': ');
  const [path, reason] = [line.slice(0, end), line.slice(end + 2)];
  const [, list, at, rest] = /^(requests|arms|shaders)\[(\d+)\]\.?(.*)$/.exec(path) ?? [];
  const index = Number(at);
  const named = {
    requests: () => `request ${JSON.stringify(requests[index].id)}`,
    arms: () => `arm ${JSON.stringify(arms[index].name)}`,
    shaders: () => `kernel ${JSON.stringify(shaders?.[index].name)}`,
  };
  if (list === undefined) return { field: path, reason };
  const of = named[list as keyof typeof named]();
  return { field: rest ? `${of}, ${rest}` : of, reason };
}
