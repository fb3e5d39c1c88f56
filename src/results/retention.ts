import type { Experiment } from '../experiment/schema.ts';
import { grouped } from '../numerics/grouped.ts';

/**
 * Vocabularies up to this are small: all logits of the compared probes are kept, 32 KiB a position at most. Beyond, a run of four arms and
 * 1,000 tokens would keep 2.4 GB at a vocabulary of 151,936; what is kept is a trace of some hundred bytes a position, and whole logits
 * come by running up to that position again.
 */
export const SMALL_VOCABULARY = 8192;

/** What a run keeps of an arm beside the tokens and fingerprints of its requests. */
export interface Retention {
  /** Of each generated position of each probe: nothing, a `PositionTrace` without logits, or one with its (vocabulary) logits. */
  readonly logits: 'none' | 'top' | 'whole';
  /** `all`: the log of every step. `totals`: how many there were and the range of M. */
  readonly steps: 'totals' | 'all';
  /** Fingerprint@1 of the probes too, which takes their whole logits at every step, kept or not. */
  readonly wholeFingerprints?: boolean;
  /** Of whom whole logits stay with the engine for a few steps, to be measured or fetched, where none are kept here: request ids. */
  readonly atHand?: 'probes' | readonly string[];
}

/** For an arm that is run again to be compared with what it gave. */
export const ONLY_TRACES: Retention = { logits: 'top', steps: 'totals' };
/** For an arm that is run again for the logits of one place. */
export function oneAtHand(request: string): Retention {
  return { logits: 'none', steps: 'totals', atHand: [request] };
}

/** For an arm that is run again to be looked into. */
export const NOTHING_KEPT: Retention = { logits: 'none', steps: 'totals' };

/** For an arm that is run again for its logits alone. */
export function onlyLogits(vocabulary: number): Retention {
  return { ...keptOf(vocabulary), steps: 'totals' };
}

/** How much of a compared probe's logits is kept. */
function keptOf(vocabulary: number): Pick<Retention, 'logits' | 'atHand'> {
  return vocabulary <= SMALL_VOCABULARY ? { logits: 'whole' } : { logits: 'top', atHand: 'probes' };
}

/**
 * Traces of the arms that the experiment compares, which nothing else is done with; steps of the arms that it names, which the page's
 * timeline draws. A drawn company is neither: of a thousand, the tokens and fingerprints say what there is to know.
 */
export function retentionOf(
  { arms, compare }: Pick<Experiment, 'arms' | 'compare'>,
  arm: string,
  vocabulary: number,
): Retention {
  const compared = compare.some((pair) => pair.includes(arm));
  const named = arms.some(({ name, companies }) => name === arm && !companies);
  return {
    ...(compared ? keptOf(vocabulary) : { logits: 'none' }),
    steps: named ? 'all' : 'totals',
  };
}

/** What a reader must know of a run that compares arms of a large vocabulary. */
export function retentionNotes({ compare }: Pick<Experiment, 'compare'>, vocabulary: number): string[] {
  if (vocabulary <= SMALL_VOCABULARY || compare.length === 0) return [];
  return [
    `vocabulary of ${grouped(vocabulary)}: whole logits are not kept; pairs were compared while both arms had them, and one position's are computed by running up to it again`,
  ];
}
