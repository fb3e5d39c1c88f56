import type { Experiment } from '../experiment/schema.ts';

/** What a run keeps of an arm beside the tokens and fingerprints of its requests. */
export interface Retention {
  /** `probe`: (generated positions) x (vocabulary) logits of each probe. */
  readonly logits: 'none' | 'probe';
  /** `all`: the log of every step. `totals`: how many there were and the range of M. */
  readonly steps: 'totals' | 'all';
}

/** For an arm that is run again for its logits alone. */
export const ONLY_LOGITS: Retention = { logits: 'probe', steps: 'totals' };
/** For an arm that is run again to be looked into. */
export const NOTHING_KEPT: Retention = { logits: 'none', steps: 'totals' };

/**
 * Logits of the arms that the experiment compares, which nothing else is done with; steps of the arms that it names, which the page's
 * timeline draws. A drawn company is neither: of a thousand, the tokens and fingerprints say what there is to know.
 */
export function retentionOf({ arms, compare }: Pick<Experiment, 'arms' | 'compare'>, arm: string): Retention {
  const compared = compare.some((pair) => pair.includes(arm));
  const named = arms.some(({ name, companies }) => name === arm && !companies);
  return { logits: compared ? 'probe' : 'none', steps: named ? 'all' : 'totals' };
}
