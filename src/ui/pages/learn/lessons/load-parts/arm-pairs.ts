import type { LoadRecord, LoadRequest } from '../../../../../results/load/load-record.ts';

/** One request in two arms of a run. */
export interface ArmPair {
  readonly a: LoadRequest;
  readonly b: LoadRequest;
  readonly sameBits: boolean;
  readonly sameText: boolean;
}

/** A request of an arm. Throws RangeError where the run has none of that name. */
export function requestIn({ arms }: LoadRecord, arm: string, id: string): LoadRequest {
  const found = arms.find(({ name }) => name === arm)?.requests.find((request) => request.id === id);
  if (!found) throw new RangeError(`the run has no request ${id} in an arm ${arm}`);
  return found;
}

/** Whether a request has the same bits in two arms: its fingerprint covers every token and every logit. */
export function armPair(record: LoadRecord, a: string, b: string, id: string): ArmPair {
  const [one, other] = [requestIn(record, a, id), requestIn(record, b, id)];
  return {
    ...{ a: one, b: other, sameText: one.text === other.text },
    sameBits: one.fingerprint !== null && one.fingerprint === other.fingerprint,
  };
}
