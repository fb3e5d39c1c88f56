import { behaviourDifferences, behaviourMeans, behaviourOf } from '../behaviour.ts';
import { fairnessOf } from './fairness.ts';
import type { LoadArm, LoadRecord, LoadRequest } from './load-record.ts';

/** What `lab load --json` writes: times in milliseconds of the clock. */
export function loadJson(record: LoadRecord) {
  const { experiment, clock, arms, postures, engine, adapter, model, limits, lost, notes } = record;
  return {
    ...{ experiment, clock, arms: arms.map(armJson), posture: postures },
    ...{ engine, adapter, model, limits, lost, notes },
    ...(arms.some(({ requests }) => requests.length > 0) && { behaviour: behaviourJson(arms) }),
  };
}

/** Of answers that are done: means of each arm, and what is apart from the first one's, request by request. */
function behaviourJson(arms: readonly LoadArm[]) {
  const byId = arms.map(
    ({ requests }) =>
      new Map(
        requests
          .filter(({ outcome }) => outcome.kind === 'done')
          .map((request) => [request.id, behaviourOf(request)] as const),
      ),
  );
  return arms.map(({ name }, i) => {
    const shared = [...byId[i].keys()].filter((id) => byId[0].has(id));
    const of = (side: number) => shared.map((id) => byId[side].get(id)!);
    const against = i === 0 ? {} : { lessFirst: behaviourDifferences(of(i), of(0)) };
    return { arm: name, answers: byId[i].size, means: behaviourMeans([...byId[i].values()]), ...against };
  });
}

function armJson(arm: LoadArm) {
  const { name, serving, switched, clock, requests, metrics, mechanisms } = arm;
  const { steps, plans, faults, speculation, canary } = arm;
  const fairness = serving.route ? fairnessOf(requests) : null;
  return {
    ...{ name, serving, switched, requests: requests.map(requestJson), metrics, mechanisms, clock },
    ...(speculation && { speculation }),
    ...(steps.length > 0 && { steps, plans }),
    ...(fairness && { fairness }),
    ...(faults && { faults }),
    ...(canary && { canary }),
  };
}

function requestJson(request: LoadRequest) {
  const { id, role, tier, arrived, admitted, tokenTimes, ended, outcome, preempted, swapped } = request;
  const { tokens, fingerprint, promptTokens, cached, evicted, text, budget, route, dropped, drops } = request;
  const { passed, promptHash } = request;
  return {
    ...{
      id,
      role,
      tier,
      arrived,
      firstToken: tokenTimes[0] ?? null,
      done: ended,
      outcome,
      preempted,
      swapped,
    },
    ...{ tokens, fingerprint, admitted, tokenTimes, promptTokens, cached, evicted, text },
    ...(promptHash !== undefined && { promptHash }),
    ...(budget && { budget }),
    ...(route && { route }),
    ...(passed !== undefined && { passed }),
    ...(dropped !== undefined && { dropped }),
    ...(drops && { drops }),
  };
}
