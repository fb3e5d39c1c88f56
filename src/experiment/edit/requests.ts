import type { Experiment, ExperimentArm, ExperimentRequest } from '../schema.ts';
import { type Edited, type RequestDraft, settle } from './edited.ts';
import {
  companyArms,
  followsList,
  inListOrder,
  moved,
  noRequest,
  seated,
  unseated,
  withinCompany,
} from './members.ts';
import { copyName } from './names.ts';

/** Fields of a request that an edit may set; a source of the prompt replaces the one there was. */
export type RequestPatch = Partial<Omit<RequestDraft, 'id'>>;

/** Puts requests after another, or last: a probe joins every arm, a batchmate the arms that have company. */
export function addRequests(
  experiment: Experiment,
  added: readonly RequestDraft[],
  after: string | null = null,
): Edited {
  const before = experiment.requests.findIndex(({ id }) => id === after);
  const place = before < 0 ? experiment.requests.length : before + 1;
  const requests: readonly RequestDraft[] = experiment.requests.toSpliced(
    place,
    0,
    ...(added as ExperimentRequest[]),
  );
  const list = requests.map(({ id }) => id);
  const inCompany = companyArms(experiment);
  const arms = experiment.arms.map((arm) => {
    const joining = added.filter(({ role }) => role === 'probe' || inCompany.has(arm.name));
    return seated(
      arm,
      joining.map(({ id }) => id),
      list,
    );
  });
  return settle(experiment, { requests, arms });
}

/** Puts a copy under a new name right after a request, in every arm that has it. */
export function duplicateRequest(experiment: Experiment, id: string): Edited {
  const original = experiment.requests.find((request) => request.id === id);
  if (!original) return noRequest(id);
  const copy = { ...original, id: copyName(id, idsOf(experiment)) };
  const after = <Entry>(list: readonly Entry[], entry: Entry, next: Entry) =>
    list.flatMap((each) => (each === entry ? [each, next] : [each]));
  return settle(experiment, {
    requests: after(experiment.requests, original, copy),
    arms: experiment.arms.map((arm) =>
      arm.requests.includes(id) ? { ...arm, requests: after(arm.requests, id, copy.id) } : arm,
    ),
  });
}

/** Takes a request off the list and out of every arm. */
export function removeRequest(experiment: Experiment, id: string): Edited {
  if (!idsOf(experiment).includes(id)) return noRequest(id);
  const requests = experiment.requests.filter((request) => request.id !== id);
  return settle(experiment, {
    requests,
    arms: experiment.arms.map((arm) => withinCompany(unseated(arm, id), requests)),
  });
}

/** Moves a request in the list; arms whose batch keeps the list's order follow, arms with an order of their own stay. */
export function moveRequest(experiment: Experiment, id: string, to: number): Edited {
  const request = experiment.requests.find((each) => each.id === id);
  if (!request) return noRequest(id);
  const before = idsOf(experiment);
  const requests = moved(experiment.requests, request, to);
  const list = requests.map((each) => each.id);
  const follow = (arm: ExperimentArm) =>
    followsList(arm.requests, before) && !followsList(arm.requests, list)
      ? { ...arm, requests: inListOrder(arm.requests, list) }
      : arm;
  return settle(experiment, { requests, arms: experiment.arms.map(follow) });
}

/** Gives a request another name, in every arm too. Sampling is keyed by the name: above temperature 0 it may sample otherwise. */
export function renameRequest(experiment: Experiment, id: string, to: string): Edited {
  const renamed = (each: string) => (each === id ? to : each);
  if (!idsOf(experiment).includes(id)) return noRequest(id);
  return settle(experiment, {
    requests: experiment.requests.map((request) => (request.id === id ? { ...request, id: to } : request)),
    arms: experiment.arms.map((arm) =>
      arm.requests.includes(id) ? { ...arm, requests: arm.requests.map(renamed) } : arm,
    ),
  });
}

/** Sets fields of a request. */
export function changeRequest(experiment: Experiment, id: string, patch: RequestPatch): Edited {
  if (!idsOf(experiment).includes(id)) return noRequest(id);
  const requests: readonly RequestDraft[] = experiment.requests.map((request) =>
    request.id === id
      ? { ...(hasSource(patch) ? withoutSource(request, patch) : request), ...patch }
      : request,
  );
  const arms = patch.role ? experiment.arms.map((arm) => withinCompany(arm, requests)) : experiment.arms;
  return settle(experiment, { requests, arms });
}

export function idsOf({ requests }: Experiment): string[] {
  return requests.map(({ id }) => id);
}

function hasSource(patch: RequestPatch): boolean {
  return ['prompt', 'promptIds', 'noise', 'messages'].some((source) => source in patch);
}

/** What the template is told goes with the messages, unless other messages take their place. */
function withoutSource(
  { prompt: _p, promptIds: _i, noise: _n, messages: _m, chat, ...rest }: RequestDraft,
  { messages }: RequestPatch,
): RequestDraft {
  return messages && chat ? { ...rest, chat } : rest;
}
