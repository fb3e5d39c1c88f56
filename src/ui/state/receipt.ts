import { type RunRecord, traceKey } from '../../results/record.ts';
import type { Expected } from './lab-state.ts';

/** One fingerprint of the sender against this device's. `not run`: the record has no such stream. */
export interface ReceiptLine {
  /** `arm/request`. */
  readonly stream: string;
  readonly expected: string;
  readonly found: string | null;
  readonly answer: 'same' | 'different' | 'not run';
}

/**
 * The sender's plan rules that differ from those that ran here: another version sums in another order, so that other bits
 * are no news. Empty where they agree and where the link does not tell.
 */
export function changedRules({ rules = [] }: Pick<Expected, 'rules'>, record: RunRecord): string[] {
  return rules.filter((rule) => !record.planRules.includes(rule));
}

/** Every fingerprint that came with a link against the record's, in the sender's order. */
export function receiptLines(
  { fingerprints }: Pick<Expected, 'fingerprints'>,
  record: RunRecord,
): ReceiptLine[] {
  const own = new Map(
    record.arms.flatMap(({ name, requests }) =>
      requests.map(({ id, fingerprint }) => [traceKey(name, id), fingerprint] as const),
    ),
  );
  return Object.entries(fingerprints).map(([stream, expected]) => {
    const found = own.get(stream) ?? null;
    const answer = found === null ? 'not run' : found === expected ? 'same' : 'different';
    return { stream, expected, found, answer };
  });
}
