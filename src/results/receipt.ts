import { fingerprintVersion } from '../experiment/fingerprint-text.ts';
import type { LinkPayload } from '../experiment/link-payload.ts';
import { sameFingerprint } from './fingerprint.ts';
import { type RunRecord, traceKey } from './record.ts';

/** What a link carries of its sender's run. */
export type Sent = NonNullable<LinkPayload['expected']>;

/** One fingerprint of the sender against this device's. `not run`: the record has no such stream; `other version`: it has none of the sender's version. */
export interface ReceiptLine {
  /** `arm/request`. */
  readonly stream: string;
  readonly expected: string;
  readonly found: string | null;
  readonly answer: 'same' | 'different' | 'not run' | 'other version';
}

/**
 * The sender's plan rules that differ from those that ran here: another version sums in another order, so that other bits
 * are no news. Empty where they agree and where the link does not tell.
 */
export function changedRules(
  { rules = [] }: Pick<Sent, 'rules'>,
  record: Pick<RunRecord, 'planRules'>,
): string[] {
  return rules.filter((rule) => !record.planRules.includes(rule));
}

/** Every fingerprint that came with a link against the record's, in the sender's order. */
export function receiptLines({ fingerprints }: Pick<Sent, 'fingerprints'>, record: RunRecord): ReceiptLine[] {
  const own = new Map(
    record.arms.flatMap(({ name, requests }) =>
      requests.map((request) => [traceKey(name, request.id), request] as const),
    ),
  );
  return Object.entries(fingerprints).map(([stream, expected]) => {
    const request = own.get(stream);
    if (!request) return { stream, expected, found: null, answer: 'not run' };
    const { fingerprint, fingerprint1 = fingerprint } = request;
    const found = fingerprintVersion(expected) === 1 ? fingerprint1 : fingerprint;
    return {
      stream,
      expected,
      found,
      answer: ANSWERS[`${sameFingerprint({ fingerprint: expected }, request)}`],
    };
  });
}

const ANSWERS = { true: 'same', false: 'different', null: 'other version' } as const;

/** Streams of which a link brought fingerprints over whole logits, as all did before there were digests: a run that is to be compared makes them too. */
export function firstVersionStreams({ fingerprints }: Pick<Sent, 'fingerprints'>): string[] {
  return Object.keys(fingerprints).filter((stream) => fingerprintVersion(fingerprints[stream]) === 1);
}
