import type { LoadEvent } from '../../../../lab/load/load-events.ts';
import type { LoadArm, LoadRequest, LoadStep } from '../../../../results/load/load-record.ts';

/** The arm of a record that events tell of. */
export function armOfEvents(events: readonly LoadEvent[]): LoadArm {
  const of = <Type extends LoadEvent['type']>(type: Type) =>
    events.filter((event): event is Extract<LoadEvent, { type: Type }> => event.type === type);
  const [{ arm: name, serving, clock }] = of('began');
  const [{ metrics, mechanisms }] = of('arm-ended');
  const tokens = groupedBy(of('token'), ({ request }) => request);
  const ends = new Map(of('ended').map((event) => [event.request, event]));
  const requests = of('arrived').map(({ request, id, role, tier, promptTokens, at }): LoadRequest => {
    const own = tokens.get(request) ?? [];
    const end = ends.get(request);
    return {
      ...{ id, role, tier, promptTokens, arrived: at, admitted: null, text: '', fingerprint: null },
      ...{ tokenTimes: own.map((token) => token.at), tokens: own.map(({ token }) => token) },
      ...{ ended: end?.at ?? null, outcome: end?.outcome ?? { kind: 'unfinished' } },
      ...{ preempted: 0, swapped: 0, cached: 0, evicted: 0 },
    };
  });
  const steps: LoadStep[] = of('step').map(({ step }) => step);
  return { name, serving, switched: [], clock, requests, plans: [{}], steps, metrics, mechanisms };
}

function groupedBy<Key, Value>(values: readonly Value[], keyOf: (value: Value) => Key): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}
