import type { LoadArm, LoadRecord, LoadRequest } from './load-record.ts';

/** What `lab load --json` writes: times in milliseconds of the clock. */
export function loadJson(record: LoadRecord) {
  const { experiment, clock, arms, postures, engine, adapter, model, limits, lost, notes } = record;
  return {
    ...{ experiment, clock, arms: arms.map(armJson), posture: postures },
    ...{ engine, adapter, model, limits, lost, notes },
  };
}

function armJson(arm: LoadArm) {
  const { name, serving, switched, clock, requests, metrics, mechanisms, steps, plans } = arm;
  return {
    ...{ name, serving, switched, requests: requests.map(requestJson), metrics, mechanisms, clock },
    ...(steps.length > 0 && { steps, plans }),
  };
}

function requestJson(request: LoadRequest) {
  const { id, role, tier, arrived, admitted, tokenTimes, ended, outcome, preempted, swapped } = request;
  const { tokens, fingerprint, promptTokens, cached, evicted, text, dropped, drops } = request;
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
    ...(dropped !== undefined && { dropped }),
    ...(drops && { drops }),
  };
}
