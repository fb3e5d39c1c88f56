import type { ExperimentRequest } from '../experiment/schema.ts';
import type { ArmRecord, RequestRecord, RunRecord } from './record.ts';

/** Requests of one arm that ask the same: what tells them apart is their place in the batch alone. */
export interface EqualRequests {
  readonly arm: string;
  readonly requests: readonly string[];
  /** Completions that differ in some token. */
  readonly distinct: number;
  /** Completions that differ in some logit bit. */
  readonly fingerprints: number;
}

/** The groups of equal requests in each arm that hold a probe, in the arms' order. */
export function equalRequests({ experiment, arms }: Pick<RunRecord, 'experiment' | 'arms'>): EqualRequests[] {
  const asked = askedOnce(experiment.requests);
  return arms.flatMap((arm) => groupsOf(arm, asked).map((group) => summary(arm, group)));
}

/** What a request asks, as a key: worked out once, since it is fed the same in every arm and companies come by the hundred. */
function askedOnce(specs: readonly ExperimentRequest[]): (request: RequestRecord) => string {
  const limits = new Map(specs.map(({ id, maxNewTokens, ignoreEos }) => [id, [maxNewTokens, ignoreEos]]));
  const known = new Map<string, string>();
  return ({ id, promptTokens }) => {
    const key = known.get(id) ?? JSON.stringify([promptTokens, limits.get(id)]);
    known.set(id, key);
    return key;
  };
}

function groupsOf({ requests }: ArmRecord, asked: (request: RequestRecord) => string): RequestRecord[][] {
  const groups = new Map<string, RequestRecord[]>();
  for (const request of requests) {
    const key = asked(request);
    const group = groups.get(key);
    if (group) group.push(request);
    else groups.set(key, [request]);
  }
  return [...groups.values()].filter(
    (group) => group.length > 1 && group.some(({ role }) => role === 'probe'),
  );
}

function summary({ name }: ArmRecord, group: readonly RequestRecord[]): EqualRequests {
  return {
    arm: name,
    requests: group.map(({ id }) => id),
    distinct: new Set(group.map(({ tokens }) => tokens.join(' '))).size,
    fingerprints: new Set(group.map(({ fingerprint }) => fingerprint)).size,
  };
}
