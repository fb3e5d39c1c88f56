import { createRandom, type Random } from './random.ts';
import type { Experiment, ExperimentArm } from './schema.ts';

/** The arms that an experiment runs: those as written, in lockstep, and those drawn from `companies`, one after the other. */
export interface ExpandedArms {
  readonly together: readonly ExperimentArm[];
  readonly drawn: readonly ExperimentArm[];
}

/** Draws the companies of an experiment; the same experiment gives the same companies everywhere. */
export function expandArms({ arms, requests }: Experiment): ExpandedArms {
  const probes = new Set(requests.filter(({ role }) => role === 'probe').map(({ id }) => id));
  return { together: writtenArms({ arms }), drawn: arms.flatMap((arm) => drawCompanies(arm, probes)) };
}

/** The arms that run as they are written: for whoever shows them, and need not draw half a million seats for that. */
export function writtenArms({ arms }: Pick<Experiment, 'arms'>): ExperimentArm[] {
  return arms.filter(({ companies }) => !companies);
}

/** The arm as written that an arm of a run is, or is a company of. */
export function writtenArm({ arms }: Pick<Experiment, 'arms'>, name: string): ExperimentArm | undefined {
  const drawnFrom = name.slice(0, Math.max(0, name.lastIndexOf('#')));
  return (
    arms.find((arm) => arm.name === name && !arm.companies) ??
    arms.find((arm) => arm.name === drawnFrom && arm.companies)
  );
}

function drawCompanies({ companies, ...arm }: ExperimentArm, probes: ReadonlySet<string>): ExperimentArm[] {
  if (!companies) return [];
  const random = createRandom(companies.seed);
  const watched = arm.requests.filter((id) => probes.has(id));
  const mates = arm.requests.filter((id) => !probes.has(id));
  return Array.from({ length: companies.count }, (_, i) => {
    const size = companies.least + random.below(mates.length - companies.least + 1);
    const company = shuffled(mates, random).slice(0, size);
    const members = shuffled([...watched, ...company], random);
    return { ...arm, name: `${arm.name}#${i + 1}`, requests: members };
  });
}

/** Fisher and Yates. */
export function shuffled<Entry>(list: readonly Entry[], random: Random): Entry[] {
  const result = [...list];
  for (let last = result.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [result[last], result[other]] = [result[other], result[last]];
  }
  return result;
}
