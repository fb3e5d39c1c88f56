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
  const specs = new Map(experiment.requests.map((request) => [request.id, request]));
  return arms.flatMap((arm) => groupsOf(arm, specs).map((group) => summary(arm, group)));
}

function groupsOf(
  arm: ArmRecord,
  specs: ReadonlyMap<string, ExperimentRequest>,
): readonly (readonly RequestRecord[])[] {
  const groups = new Map<string, RequestRecord[]>();
  for (const request of arm.requests) {
    const { maxNewTokens, ignoreEos } = specs.get(request.id)!;
    const asked = JSON.stringify([request.promptTokens, maxNewTokens, ignoreEos]);
    const group = groups.get(asked);
    if (group) group.push(request);
    else groups.set(asked, [request]);
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
