import type { Experiment } from '../schema.ts';
import { type Edited, settle } from './edited.ts';
import { companyArms, followsList, seated, unseated, withinCompany } from './members.ts';
import { idsOf } from './requests.ts';

/** A place in an arm's batch; null where that keeps the order of the list, which then gives the place. */
export interface Seat {
  readonly arm: string;
  readonly place: number | null;
}

/**
 * Where muted requests sat, by request. An experiment says only who is in which arm, so a muted request is one that is in
 * none; where it belongs is remembered beside the experiment and is no part of it.
 */
export type Seats = Readonly<Record<string, readonly Seat[]>>;

export function isMuted({ arms }: Experiment, id: string): boolean {
  return !arms.some(({ requests }) => requests.includes(id));
}

/** Every request that is in some arm. */
export function seatedIds({ arms }: Experiment): ReadonlySet<string> {
  return new Set(arms.flatMap(({ requests }) => requests));
}

export function seatsOf(experiment: Experiment, id: string): Seat[] {
  const list = idsOf(experiment);
  return experiment.arms
    .filter(({ requests }) => requests.includes(id))
    .map(({ name, requests }) => ({
      arm: name,
      place: followsList(requests, list) ? null : requests.indexOf(id),
    }));
}

/** Takes a request out of every arm and keeps it on the list. */
export function muteRequest(experiment: Experiment, id: string): Edited {
  const { requests } = experiment;
  const arms = experiment.arms.map((arm) => withinCompany(unseated(arm, id), requests));
  return settle(experiment, { arms });
}

/** Puts a muted request back where it sat; into the arms that have company where no seat of it is left. */
export function unmuteRequest(experiment: Experiment, id: string, seats: readonly Seat[] = []): Edited {
  const list = idsOf(experiment);
  const left = new Map(seats.map(({ arm, place }) => [arm, place]));
  const known = experiment.arms.some(({ name }) => left.has(name));
  const inCompany = companyArms(experiment);
  const arms = experiment.arms.map((arm) => {
    const returns = known ? left.has(arm.name) : inCompany.has(arm.name);
    return returns ? seated(arm, [id], list, left.get(arm.name)) : arm;
  });
  return settle(experiment, { arms });
}

/** Seats after an arm or a request got another name. */
export function renamedSeats(seats: Seats, what: 'arm' | 'request', from: string, to: string): Seats {
  const entries = Object.entries(seats).map(([id, list]): [string, readonly Seat[]] => {
    if (what === 'request') return [id === from ? to : id, list];
    return [id, list.map((seat) => (seat.arm === from ? { ...seat, arm: to } : seat))];
  });
  return Object.fromEntries(entries);
}
