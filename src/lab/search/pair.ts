import { ExperimentError } from '../../experiment/errors.ts';
import type { Experiment, ExperimentArm, ExperimentRequest } from '../../experiment/schema.ts';

/** What a question is about: one probe in two arms. */
export interface PairChoice {
  readonly a: string;
  readonly b: string;
  readonly probe: string;
}

/** A pair whose arms differ in their batch and its limits alone: A computes with B's kernels and dtypes. */
export interface Pair {
  readonly choice: PairChoice;
  /** The smaller batch: the probe alone, as a rule. */
  readonly alone: ExperimentArm;
  readonly company: ExperimentArm;
  readonly probe: ExperimentRequest;
  /** Ids that only the company has, in batch order. */
  readonly mates: readonly string[];
}

/**
 * Resolves a choice; the arm with fewer requests counts as `alone`. Bits may only be expected to agree under the same kernels
 * and dtypes (NUMERICS: comparing arms), so both take those of arm B. Throws ExperimentError where the arms do not exist, do not
 * share the probe, stand for many companies, or run the same batch.
 */
export function resolvePair(experiment: Experiment, choice: PairChoice): Pair {
  const [a, b] = [choice.a, choice.b].map((name) => armOf(experiment, name));
  const probe = experiment.requests.find(({ id, role }) => role === 'probe' && id === choice.probe);
  if (!probe || ![a, b].every(({ requests }) => requests.includes(choice.probe))) {
    throw new ExperimentError([
      `pair: expected a probe of both ${a.name} and ${b.name}, found "${choice.probe}"`,
    ]);
  }
  const { kernels, dtype, weights, parallelism } = b;
  const settled = { ...a, kernels, dtype, weights, parallelism };
  if (sameBatch(settled, b)) {
    throw new ExperimentError([
      `pair: expected two different batches, ${a.name} and ${b.name} run the same one within the same limits`,
    ]);
  }
  const [alone, company] = settled.requests.length > b.requests.length ? [b, settled] : [settled, b];
  const mates = company.requests.filter((id) => !alone.requests.includes(id));
  return { choice, alone, company, probe, mates };
}

/** The pair of `A,B` or, where it is left open, the first that the experiment compares. Throws ExperimentError without one. */
export function choosePair(experiment: Experiment, names?: readonly [string, string]): PairChoice {
  const [a, b] = names ?? experiment.compare[0] ?? [];
  if (a === undefined || b === undefined) {
    throw new ExperimentError(['compare: expected a pair of arms to ask about, found none']);
  }
  const [inA, inB] = [a, b].map((name) => armOf(experiment, name).requests);
  const shared = experiment.requests.find(
    ({ id, role }) => role === 'probe' && inA.includes(id) && inB.includes(id),
  );
  if (!shared)
    throw new ExperimentError([`pair: expected arms that share a probe, ${a} and ${b} share none`]);
  return { a, b, probe: shared.id };
}

function armOf({ arms }: Experiment, name: string): ExperimentArm {
  const arm = arms.find((each) => each.name === name);
  if (!arm) {
    const names = arms.map((each) => each.name).join(', ');
    throw new ExperimentError([`pair: expected one of ${names}, found "${name}"`]);
  }
  if (arm.companies)
    throw new ExperimentError([`pair: ${name} stands for many companies, expected one batch`]);
  return arm;
}

function sameBatch(a: ExperimentArm, b: ExperimentArm): boolean {
  return (
    a.requests.join('\n') === b.requests.join('\n') && JSON.stringify(a.limits) === JSON.stringify(b.limits)
  );
}
