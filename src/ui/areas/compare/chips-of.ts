import type { ActivationDtype } from '../../../numerics/dtypes.ts';
import { shareWords } from '../../../report/outcome.ts';
import { isMeasured } from '../../../report/verdict.ts';
import type { PairReport } from '../../../results/pair-series.ts';
import type { DiffRecord } from '../../../results/record.ts';
import { counted, grouped, measured } from '../../../results/text.ts';
import type { TermId } from '../../kit/glossary/terms.ts';
import { ulpWords } from './ulp-words.ts';

export interface Chip {
  readonly name: string;
  /** The word's entry in the glossary. */
  readonly term?: TermId;
  readonly value: string;
  /** What the number says, in a sentence or two. */
  readonly means: string;
}

/** The numbers of a pair: those to read first, and the others. */
export interface Chips {
  readonly first: readonly Chip[];
  readonly more: readonly Chip[];
}

/** f32 steps in one step of the format that an arm computes in. */
const NARROW_STEPS: Partial<Record<ActivationDtype, number>> = { bf16: 2 ** 16 };

const SAME: Chip = {
  name: 'bit-identical',
  term: 'bit-identical',
  value: 'yes',
  means: 'Every token, and every bit of every logit behind it.',
};

const NOT_SAME: Chip = { ...SAME, value: 'no', means: 'Some bit of some logit differs.' };

/** @param dtype that both arms compute in; null where they differ. */
export function chipsOf(
  diff: DiffRecord,
  series: PairReport | undefined,
  dtype: ActivationDtype | null,
): Chips {
  if (diff.comparedPositions === 0) return { first: [], more: [] };
  const margin = marginChip(diff, series);
  const argmax = series && series.positions.length > 0 ? [argmaxChip(series)] : [];
  if (diff.firstDifference === null)
    return { first: [diff.identical ? SAME : NOT_SAME, logitsChip(diff), ...margin], more: argmax };
  return {
    first: [...margin, logitsChip(diff), fromChip(diff, diff.firstDifference)],
    more: [
      NOT_SAME,
      ...(isMeasured(diff) ? [absoluteChip(diff), ulpChip(diff, dtype), klChip(diff)] : []),
      ...argmax,
    ],
  };
}

function logitsChip(diff: DiffRecord): Chip {
  const { differingLogits, comparedLogits, comparedPositions, unmeasured = 0 } = diff;
  const name = { name: 'differing logits', term: 'logit' } as const;
  if (!isMeasured(diff)) {
    const means = `At ${counted(unmeasured, 'token')} the bits differ, and by how much was not measured.`;
    return { ...name, value: 'not measured', means };
  }
  const share = comparedLogits === 0 ? 0 : differingLogits / comparedLogits;
  const of = `behind ${counted(comparedPositions - unmeasured, 'token')}`;
  const much = share > 0.9 ? 'Nearly every' : share > 0.5 ? 'Most' : share > 0 ? 'Some' : 'No';
  const scores = share > 0.9 || share === 0 ? 'score' : 'scores';
  return {
    ...name,
    value: `${grouped(differingLogits)} of ${grouped(comparedLogits)}`,
    means: `${much} ${scores} ${of} came out with other bits. One for each word of the vocabulary, at each token.${unmeasured > 0 ? ` At ${counted(unmeasured, 'token')} more the bits differ, and by how much was not measured.` : ''}`,
  };
}

function fromChip({ fork }: DiffRecord, first: number): Chip {
  const held = fork === null ? null : fork - first;
  const after =
    held === null
      ? 'the words held to the end.'
      : held === 0
        ? 'and with it the word.'
        : `the words held for ${counted(held, 'token')} more.`;
  return {
    name: 'from',
    value: `token ${grouped(first)}`,
    means: `The first token with other bits; ${after}`,
  };
}

function marginChip({ margin, fork, flip }: DiffRecord, series: PairReport | undefined): Chip[] {
  if (margin === null) return [];
  const name = fork === null ? 'smallest margin in A' : 'margin in A';
  const value = `${measured(margin)}${flip === null ? '' : `, a ${flip} flip`}`;
  const odds = `${shareWords(margin)} between the best token and the next`;
  const moved = series?.positions.find(({ position }) => position === fork)?.perturbation;
  const by =
    moved === undefined ? '' : ` Company moved the leaders against each other by up to ${measured(moved)}.`;
  const means =
    fork === null
      ? `The closest race: ${odds}.`
      : margin === 0
        ? 'A dead heat: the two best had the same logit to the last bit.'
        : `The lead at the fork: ${odds}.${by}${flip === null ? '' : ' Confident means only that there was a lead.'}`;
  return [{ name, term: flip === 'confident' ? 'confident-flip' : 'margin', value, means }];
}

function absoluteChip({ maxAbsolute, margin, fork }: DiffRecord): Chip {
  const lead =
    fork !== null && margin !== null && margin > 0 ? ` The lead at the fork was ${measured(margin)}.` : '';
  return {
    name: 'max |a − b|',
    value: measured(maxAbsolute),
    means: `The furthest that any logit moved.${lead}`,
  };
}

function ulpChip(diff: DiffRecord, dtype: ActivationDtype | null): Chip {
  const { crossing, explained } = ulpWords(diff);
  const steps = dtype && NARROW_STEPS[dtype];
  const narrow = steps
    ? ` In steps of ${dtype}, in which these arms compute, it is ${grouped(diff.maxUlpSameSign / steps)}.`
    : '';
  return {
    name: 'max ulp',
    term: 'ulp',
    value: `${grouped(diff.maxUlpSameSign)} of f32`,
    means: `${explained}${narrow}${crossing ? ` Here ${crossing}.` : ''}`,
  };
}

function klChip({ maxKl }: DiffRecord): Chip {
  return {
    name: 'max KL',
    term: 'kl',
    value: `${measured(maxKl)} nats`,
    means: 'How far the odds of all tokens moved at worst. A coin of 60 to 40 is 0.02 nats from a fair one.',
  };
}

function argmaxChip({ totals: { argmaxEqual, positions }, unmeasured }: PairReport): Chip {
  const of = `${grouped(positions)}${unmeasured ? ' measured' : ''}`;
  return {
    name: 'argmax equal',
    value: argmaxEqual === positions ? `yes, at all ${of}` : `${grouped(argmaxEqual)} of ${of}`,
    means: 'Tokens at which both arms put the same one first.',
  };
}
