import { computesAs, withoutChoices } from '../../experiment/computes-as.ts';
import { ExperimentError } from '../../experiment/errors.ts';
import { checkLockstep } from '../../experiment/needs-load.ts';
import type { Experiment, ExperimentArm, ExperimentRequest } from '../../experiment/schema.ts';
import { ownKernelsOf, withUsedShaders } from '../../experiment/shaders.ts';
import { settingsDifference } from '../../results/settings.ts';

/** What a question is about: one probe in two arms. */
export interface PairChoice {
  readonly a: string;
  readonly b: string;
  readonly probe: string;
}

/** The two arms of a question, each as it is. */
export interface Pair {
  readonly choice: PairChoice;
  /** The smaller batch: the probe alone, as a rule. */
  readonly alone: ExperimentArm;
  readonly company: ExperimentArm;
  readonly probe: ExperimentRequest;
  /** Ids that only the company has, in batch order. */
  readonly mates: readonly string[];
  /** What the arms compute with, in words, where that is not the same; null where they differ in company alone. */
  readonly settings: string | null;
}

/**
 * Resolves a choice; the arm with fewer requests counts as `alone`. Throws ExperimentError where the arms do not exist, do not
 * share the probe, stand for many companies, or run the same batch, and where the experiment can only run under load.
 */
export function resolvePair(experiment: Experiment, choice: PairChoice): Pair {
  checkLockstep(experiment);
  const [a, b] = [choice.a, choice.b].map((name) => armOf(experiment, name));
  const probe = experiment.requests.find(({ id, role }) => role === 'probe' && id === choice.probe);
  if (!probe || ![a, b].every(({ requests }) => requests.includes(choice.probe))) {
    throw new ExperimentError([
      `pair: expected a probe of both ${a.name} and ${b.name}, found "${choice.probe}"`,
    ]);
  }
  if (sameBatch(a, b)) {
    throw new ExperimentError([
      `pair: expected two different batches, ${a.name} and ${b.name} run the same one within the same limits`,
    ]);
  }
  const [alone, company] = a.requests.length > b.requests.length ? [b, a] : [a, b];
  const mates = company.requests.filter((id) => !alone.requests.includes(id));
  const of = (arm: ExperimentArm) => ({ ...arm, own: ownKernelsOf(experiment, arm) });
  return { choice, alone, company, probe, mates, settings: settingsDifference(of(a), of(b)) };
}

/**
 * Resolves a choice of which one asks what company does: limits cut prompts and queue requests, so that where they differ they
 * count among the settings. Throws like `resolvePair`, and where neither arm has batchmates that the other lacks.
 */
export function resolveCompany(experiment: Experiment, choice: PairChoice): Pair {
  const pair = resolvePair(experiment, choice);
  if (pair.mates.length === 0) {
    const { a, b } = choice;
    throw new ExperimentError([
      `pair: expected batchmates that one arm has and the other lacks, ${a} and ${b} run the same requests; bisect asks about them as they are`,
    ]);
  }
  return { ...pair, settings: pair.settings ?? limitsDifference(experiment, choice) };
}

/** `limits differ, A maxTokensPerStep 8 / B maxTokensPerStep 64`; null where they do not. */
function limitsDifference(experiment: Experiment, choice: PairChoice): string | null {
  const [a, b] = [choice.a, choice.b].map((name) => armOf(experiment, name).limits);
  const names = (Object.keys(a) as (keyof typeof a)[]).filter((name) => a[name] !== b[name]);
  const text = (limits: typeof a) => names.map((name) => `${name} ${limits[name]}`).join(', ');
  return names.length > 0 ? `limits differ, A ${text(a)} / B ${text(b)}` : null;
}

/**
 * The pair that differs in company alone, as an experiment: arm A with the kernels, dtypes, parallelism and sampler of arm B, and with its limits
 * unless they are all that the batches differ in. It answers what a pair of
 * other settings cannot, where bits may move without any company.
 */
export function sameSettings(experiment: Experiment, choice: PairChoice): Experiment {
  const [a, b] = [choice.a, choice.b].map((name) => armOf(experiment, name));
  const limits = a.requests.join('\n') === b.requests.join('\n') ? a.limits : b.limits;
  const name = `${a.name.slice(0, 31)} as ${b.name.slice(0, 28)}`;
  const arms = [{ ...withoutChoices(a), ...computesAs(b), limits, name }, b];
  const ids = new Set(arms.flatMap(({ requests }) => requests));
  return withUsedShaders({
    ...experiment,
    title: `${a.name} with the settings of ${b.name}`,
    description: `${choice.probe} in two batches that compute with the same kernels and dtypes: what differs is what company does.`,
    requests: experiment.requests.filter(({ id }) => ids.has(id)),
    arms,
    compare: [[arms[0].name, b.name]],
  });
}

/**
 * The pair of `A,B` or, where it is left open, the first that the experiment compares. Throws ExperimentError without one, and where
 * the experiment can only run under load.
 */
export function choosePair(experiment: Experiment, names?: readonly [string, string]): PairChoice {
  checkLockstep(experiment);
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

/** An arm by its name. Throws ExperimentError where there is none, or where it stands for many companies. */
export function armOf({ arms }: Experiment, name: string): ExperimentArm {
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
