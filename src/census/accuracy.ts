import { f32Bits, f32FromBits } from '../numerics/bits.ts';
import type { Accuracy } from './census-types.ts';
import { casesOf, digestOf, operandWords } from './operands.ts';
import type { Respondent, Triple } from './question.ts';
import type { AccuracyQuestion } from './questions/accuracy.ts';

const ACCURACY_CASES = 1 << 15;

/** Asks a function and compares each result with its value in f64. */
export async function accuracyOf(respondent: Respondent, question: AccuracyQuestion): Promise<Accuracy> {
  const { id, asked, over, allowed } = question;
  const cases = casesOf(ACCURACY_CASES, question.operands);
  const words = await respondent.answer(question, operandWords(question, cases));
  return {
    id,
    asked,
    over,
    cases: cases.length,
    ...judged(question, cases, words),
    allowed,
    digest: digestOf(words),
  };
}

type Judged = Pick<Accuracy, 'nearest' | 'largestUlp' | 'largestError' | 'at' | 'within'>;

function judged({ value, within }: AccuracyQuestion, cases: readonly Triple[], words: Uint32Array): Judged {
  let [nearest, largestUlp, largestError, at, allWithin, numbers] = [0, 0, 0, 0, true, true];
  for (const [i, triple] of cases.entries()) {
    const exact = value(...triple);
    const found = f32FromBits(words[i]);
    const due = Math.fround(exact);
    if (found === due) nearest++;
    numbers &&= Number.isFinite(found);
    const error = Math.abs(found - exact);
    const ulp = error / ulpOf(due);
    allWithin &&= within(ulp, error, triple[0], exact);
    largestError = Math.max(largestError, error);
    if (ulp > largestUlp) [largestUlp, at] = [ulp, i];
  }
  return {
    nearest,
    largestUlp: numbers ? rounded(largestUlp) : null,
    largestError: numbers ? rounded(largestError) : null,
    at: [...cases[at]].slice(0, value.length),
    within: allWithin,
  };
}

/** Units of the last place of a normal f32; below, that of the smallest. */
function ulpOf(x: number): number {
  const exponent = (f32Bits(x) >>> 23) & 0xff;
  return 2 ** (Math.max(exponent, 1) - 150);
}

/** Four digits say enough, and hide the last bits of f64 in which JavaScript engines differ. */
const rounded = (x: number) => Number(x.toPrecision(4));
