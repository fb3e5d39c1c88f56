import { visible } from '../experiment/visible.ts';
import type { Standing } from '../results/posture.ts';
import type { DiffRecord, RunRecord, TokenText } from '../results/record.ts';
import { capital, counted, grouped, measured, quoted } from '../results/text.ts';
import type { ArmLabels } from './arm-labels.ts';
import { weakestStanding } from './postures.ts';
import { isMeasured, settingsNote, type VerdictTone } from './verdict.ts';

/** What came of asking twice, for someone who knows none of the lab's words. */
export interface Outcome {
  readonly tone: VerdictTone;
  readonly words: string;
  /** Why it came out so; null where that cannot be said. */
  readonly why: string | null;
}

/** What of a run the sentences lean on. */
type Ran = Pick<RunRecord, 'arms' | 'postures'>;

/** @param perturbation how far the company moved a rival against A's choice at the fork; null where it is not known. */
export function outcomeOf(
  diff: DiffRecord,
  labels: ArmLabels,
  record: Ran,
  perturbation: number | null,
): Outcome {
  if (diff.fork !== null) {
    const { a, b } = diff.forkTokens!;
    return {
      tone: 'fork',
      words: partingWords(diff.fork, { a, b }, labels),
      why: flipWhy(diff, labels, perturbation),
    };
  }
  if (diff.comparedPositions === 0)
    return { tone: 'none', words: 'Neither answer has a token: there is nothing to compare.', why: null };
  const tokens = counted(diff.comparedPositions, 'token');
  const logits = grouped(diff.comparedLogits);
  if (!diff.identical) {
    const words = `The same ${tokens}, but not the same bits: ${differingWords(diff)}.`;
    return { tone: 'bits', words, why: heldWhy(diff) };
  }
  return {
    tone: 'same',
    words: `The same ${tokens}, and the same bits in all ${logits} logits behind them.`,
    why: sameWhy(diff, record),
  };
}

/** How much differs, as far as it was measured. */
function differingWords(diff: DiffRecord): string {
  const { differingLogits, comparedLogits, unmeasured = 0 } = diff;
  if (!isMeasured(diff)) return 'how many logits differ was not measured';
  const more =
    unmeasured > 0
      ? `, and ${counted(unmeasured, 'token')} more ${unmeasured === 1 ? 'was' : 'were'} not measured`
      : '';
  return `${grouped(differingLogits)} of ${grouped(comparedLogits)} logits differ${more}`;
}

/** `After 33 equal tokens the answers part: ' much' alone, ' good' with 7 batchmates.` A side without a token has ended. */
export function partingWords(
  fork: number,
  { a, b }: { readonly a: Pick<TokenText, 'text'> | null; readonly b: Pick<TokenText, 'text'> | null },
  labels: ArmLabels,
): string {
  const when = fork === 0 ? 'At the first token' : `After ${counted(fork, 'equal token')}`;
  const side = (token: Pick<TokenText, 'text'> | null, label: string) =>
    `${token ? quoted(token.text) : 'the end'} ${visible(label)}`;
  return `${when} the answers part: ${side(a, labels.a)}, ${side(b, labels.b)}.`;
}

function flipWhy({ flip, margin, forkTokens }: DiffRecord, labels: ArmLabels, perturbation: number | null) {
  const { a, b } = forkTokens!;
  if (flip === null || margin === null || !a || !b) return null;
  const [first, second] = [quoted(a.text), quoted(b.text)];
  const [labelA, labelB] = [visible(labels.a), visible(labels.b)];
  if (flip === 'tie')
    return `A dead heat: ${labelA}, two tokens had the same score to the last bit, and the smallest change decided between them.`;
  const lead = `${capital(labelA)}, ${first} led the runner-up by ${measured(margin)} in logits: ${shareWords(margin)} between the two.`;
  const moved =
    perturbation === null
      ? ''
      : `the leaders moved against each other by up to ${measured(perturbation)}, and `;
  return `${lead} ${capital(labelB)}, ${moved}${second} overtook it.`;
}

/** What a lead in logits is in odds: `50.4 % to 49.6 %`. */
export function shareWords(margin: number): string {
  const share = 100 / (1 + Math.exp(-margin));
  // Short of certainty it never reads as that.
  const shown = Math.min(share, 99.9).toFixed(1);
  return `${shown} % to ${(100 - Number(shown)).toFixed(1)} %`;
}

function heldWhy({ firstDifference, margin }: DiffRecord): string {
  const from = firstDifference === null ? '' : `They differ from token ${grouped(firstDifference)} on. `;
  const lead = margin === null ? '' : ` The closest race had a lead of ${measured(margin)} in logits.`;
  return `${from}No logit moved far enough for another token to win.${lead}`;
}

const SAME_WHY: Readonly<Record<Standing, string>> = {
  certified:
    'As it must be: these kernels add up every sum in one order, whoever else is in the batch, and that was tested on this adapter.',
  replayed:
    'As it must be: these plans add up every sum in one order, whoever else is in the batch, and the CPU engine computes just that.',
  observed:
    'As these kernels claim: they add up every sum in one order, whoever else is in the batch. On this adapter that was not tested.',
  none: 'These kernels do not promise it: they let the batch choose the order of their sums. Here it made no difference.',
  own: 'Nothing promises it: a kernel of one’s own ran here, and in what order it adds is not known.',
  lost: 'Do not rely on it: what these kernels promise did not hold on this adapter.',
};

function sameWhy({ a, b }: DiffRecord, { arms, postures }: Ran): string | null {
  const [armA, armB] = [a, b].map((name) => arms.find((arm) => arm.name === name));
  const note = armA && armB && settingsNote(armA, armB);
  if (note) return `Not promised: ${note}.`;
  const both = postures.filter(({ arm }) => arm === a || arm === b);
  return both.length === 0 ? null : SAME_WHY[weakestStanding(both)];
}
