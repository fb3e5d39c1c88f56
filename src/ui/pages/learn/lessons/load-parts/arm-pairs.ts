import type { LoadRecord, LoadRequest } from '../../../../../results/load/load-record.ts';
import { quoted } from '../../../../../results/text.ts';

/** One request in two arms of a run. */
export interface ArmPair {
  readonly a: LoadRequest;
  readonly b: LoadRequest;
  readonly sameBits: boolean;
  readonly sameText: boolean;
  /** Characters that the two texts have in common at their beginning. */
  readonly parts: number;
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
    parts: sharedLength(one.text, other.text),
    sameBits: one.fingerprint !== null && one.fingerprint === other.fingerprint,
  };
}

/** Characters of an excerpt, and of them those before what it is to show. */
const [EXCERPT, BEFORE] = [32, 14];

/** A quoted piece of a text in which a place of it is in sight, with dots where something is left out. */
export function excerpt(text: string, place: number): string {
  const from = Math.max(0, Math.min(place - BEFORE, text.length - EXCERPT));
  const piece = text.slice(from, from + EXCERPT);
  return quoted(`${from > 0 ? '…' : ''}${piece}${from + EXCERPT < text.length ? '…' : ''}`);
}

/** Characters that two texts have in common at their beginning. */
export function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}
