import { f32FromBits } from '../numerics/bits.ts';
import type { ExpressionFact } from './census-types.ts';
import { casesOf, digestOf, operandWords } from './operands.ts';
import type { Respondent, Triple } from './question.ts';
import type { ExpressionQuestion } from './questions/expressions.ts';

export const EXPRESSION_CASES = 4096;

/** Asks an expression and finds the way that its results follow. */
export async function expressionFact(
  respondent: Respondent,
  question: ExpressionQuestion,
): Promise<ExpressionFact> {
  const { id, asked } = question;
  const cases = casesOf(EXPRESSION_CASES, question.operands);
  const words = await respondent.answer(question, operandWords(question, cases));
  return { id, asked, cases: cases.length, found: wayOf(question, cases, words), digest: digestOf(words) };
}

function wayOf({ ways }: ExpressionQuestion, cases: readonly Triple[], words: Uint32Array) {
  const known = Object.entries(ways) as [ExpressionFact['found'], (...of: Triple) => number][];
  const follows = cases.map((triple, i) => {
    const result = f32FromBits(words[i]);
    return known.filter(([, way]) => way(...triple) === result).map(([name]) => name);
  });
  const all = known.find(([name]) => follows.every((ways) => ways.includes(name)));
  if (all) return all[0];
  return follows.some((ways) => ways.length === 0) ? 'otherwise' : 'mixed';
}
