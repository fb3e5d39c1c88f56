import { f32Bits } from '../numerics/bits.ts';
import type { SubnormalFact } from './census-types.ts';
import { casesOf, operandWords } from './operands.ts';
import type { Respondent } from './question.ts';
import type { SubnormalQuestion } from './questions/subnormals.ts';

const CASES = 256;

/** Asks an operation whether it keeps what is below 2^-126. */
export async function subnormalFact(
  respondent: Respondent,
  question: SubnormalQuestion,
): Promise<SubnormalFact> {
  const { id, asked, gives, host, flushed } = question;
  const cases = casesOf(CASES, question.operands);
  const words = await respondent.answer(question, operandWords(question, cases));
  const word = (of: number) => (gives === undefined ? f32Bits(of) : of);
  const kept = cases.every((triple, i) => words[i] === word(host(...triple)));
  // The sign of what is taken for 0 is nobody's promise.
  const isFlushed = (i: number) => ((words[i] ^ word(flushed(...cases[i]))) & 0x7fffffff) === 0;
  const lost = cases.every((_, i) => isFlushed(i));
  const known = cases.every((triple, i) => words[i] === word(host(...triple)) || isFlushed(i));
  const found = kept ? 'kept' : lost ? 'flushed' : known ? 'mixed' : 'otherwise';
  return { id, asked, in: question.in, cases: cases.length, found };
}
