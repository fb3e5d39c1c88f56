import { capital, counted, grouped } from '../results/text.ts';
import type { Agreement } from '../studies/search/probe-run.ts';

/** `same`: bits agree, or agree again. `differ`: they do not. `open`: not known yet. */
export type FindingTone = 'same' | 'bits' | 'differ' | 'open';

/** A search's answer: the verdict, and what a reader must know to read it rightly. */
export interface Finding {
  readonly tone: FindingTone;
  readonly verdict: string;
  readonly notes: readonly string[];
  /** Whether another pair would answer what this one could not: `sameSettings` makes it. */
  readonly elsewhere: boolean;
}

/** A finding of a pair that answers the question itself. */
export type Found = Omit<Finding, 'elsewhere'>;

/** Nothing can be said yet. */
export const OPEN: Finding = { tone: 'open', verdict: 'not known yet', notes: [], elsewhere: false };

/** What can be said of a question before it is asked of arms whose settings differ. */
export function settingsAdvice(settings: string): string {
  return `${capital(settings)}: what differs may come from that as well as from company. Bisect makes operations invariant in both arms, if these agree in dtype and weights; whatever else is asked runs the pair as it is and goes no further.`;
}

/** A pair as it is, of which the question's own answer cannot be had: its settings differ. */
export function asItIs(agreement: Agreement, settings: string, asked: string): Finding {
  const notes = [`${capital(settings)}.`];
  if (agreement.identical) {
    const verdict = `As it is the pair is ${agreementWords(agreement)}, though its settings differ`;
    return { tone: 'same', verdict, notes, elsewhere: true };
  }
  return {
    tone: agreementTone(agreement),
    verdict: `As it is: ${agreementWords(agreement)}. ${asked} cannot be told from this pair`,
    notes: [
      ...notes,
      'What differs may come from the settings and not from company. Arm A with the settings of arm B is the pair that answers.',
    ],
    elsewhere: true,
  };
}

export function agreementTone({ identical, fork }: Agreement): FindingTone {
  if (identical) return 'same';
  return fork === null ? 'bits' : 'differ';
}

/** `bit-identical`, `same 64 tokens, bits differ from token 0` or `fork at token 26`. */
export function agreementWords({ identical, fork, firstDifference, positions }: Agreement): string {
  if (identical) return `bit-identical over ${counted(positions, 'token')}`;
  if (fork !== null) return `fork at token ${grouped(fork)}`;
  return `same ${counted(positions, 'token')}, bits differ from token ${grouped(firstDifference ?? 0)}`;
}

/** The same of an arm that may not have run. */
export function ranWords(agreement: Agreement | null): string {
  return agreement ? agreementWords(agreement) : 'not run';
}
