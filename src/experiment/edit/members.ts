import type { Experiment, ExperimentArm, ExperimentRequest } from '../schema.ts';
import { type Edited, refused, settle } from './edited.ts';

/** True where an arm's batch keeps the order of the experiment's list: such an arm follows the list when that is reordered. */
export function followsList(members: readonly string[], list: readonly string[]): boolean {
  const places = members.map((id) => list.indexOf(id));
  return places.every((place, index) => index === 0 || places[index - 1] < place);
}

/** Members in the order of a list. */
export function inListOrder(members: readonly string[], list: readonly string[]): string[] {
  const wanted = new Set(members);
  return list.filter((id) => wanted.has(id));
}

/** Takes requests into an arm's batch: at `place`; without one in the list's order where the arm keeps it, else at the end. */
export function seated(
  arm: ExperimentArm,
  ids: readonly string[],
  list: readonly string[],
  place: number | null = null,
): ExperimentArm {
  const joining = ids.filter((id) => !arm.requests.includes(id));
  if (joining.length === 0) return arm;
  const end = [...arm.requests, ...joining];
  const free = followsList(arm.requests, list) ? inListOrder(end, list) : end;
  return { ...arm, requests: place === null ? free : arm.requests.toSpliced(place, 0, ...joining) };
}

export function unseated(arm: ExperimentArm, id: string): ExperimentArm {
  return arm.requests.includes(id)
    ? { ...arm, requests: arm.requests.filter((member) => member !== id) }
    : arm;
}

/** The arms that a new batchmate joins: those in which the probe has company; where there is none, all but the first. */
export function companyArms({ arms, requests }: Experiment): ReadonlySet<string> {
  const mates = new Set(requests.filter(({ role }) => role !== 'probe').map(({ id }) => id));
  const inCompany = arms.filter((arm) => arm.requests.some((id) => mates.has(id)));
  const joined = inCompany.length > 0 ? inCompany : arms.length > 1 ? arms.slice(1) : arms;
  return new Set(joined.map(({ name }) => name));
}

/** Lowers what an arm's drawn companies ask for to the batchmates that are left. */
export function withinCompany(
  arm: ExperimentArm,
  requests: readonly Pick<ExperimentRequest, 'id' | 'role'>[],
): ExperimentArm {
  if (!arm.companies) return arm;
  const probes = new Set(requests.filter(({ role }) => role === 'probe').map(({ id }) => id));
  const mates = arm.requests.filter((id) => !probes.has(id)).length;
  return arm.companies.least <= mates ? arm : { ...arm, companies: { ...arm.companies, least: mates } };
}

/** Takes a request into an arm's batch or out of it. */
export function setMember(experiment: Experiment, name: string, id: string, present: boolean): Edited {
  const list = experiment.requests.map((request) => request.id);
  return changeMembers(experiment, name, (arm) => (present ? seated(arm, [id], list) : unseated(arm, id)));
}

/** Moves a member to another place in one arm's batch; the list and the other arms keep their order. */
export function moveMember(experiment: Experiment, name: string, id: string, to: number): Edited {
  return changeMembers(experiment, name, (arm) => ({ ...arm, requests: moved(arm.requests, id, to) }));
}

/** Puts one arm's batch back into the order of the list. */
export function sortMembers(experiment: Experiment, name: string): Edited {
  const list = experiment.requests.map(({ id }) => id);
  return changeMembers(experiment, name, (arm) => ({ ...arm, requests: inListOrder(arm.requests, list) }));
}

/** A list with one entry at another place; places past an end are the end. */
export function moved<Entry>(list: readonly Entry[], entry: Entry, to: number): Entry[] {
  const others = list.filter((each) => each !== entry);
  return others.toSpliced(Math.max(0, Math.min(to, others.length)), 0, entry);
}

function changeMembers(
  experiment: Experiment,
  name: string,
  change: (arm: ExperimentArm) => ExperimentArm,
): Edited {
  if (!experiment.arms.some((arm) => arm.name === name)) return noArm(name);
  const { requests } = experiment;
  const arms = experiment.arms.map((arm) => (arm.name === name ? withinCompany(change(arm), requests) : arm));
  return settle(experiment, { arms });
}

export function noArm(name: string): Edited {
  return refused('arms', `expected the name of an arm, found ${JSON.stringify(name)}`);
}

export function noRequest(id: string): Edited {
  return refused('requests', `expected the name of a request, found ${JSON.stringify(id)}`);
}
