import type { HalfFact } from './census-types.ts';
import { casesOf, operandWords } from './operands.ts';
import type { Respondent } from './question.ts';
import { type HalfQuestion, halfWord } from './questions/halves.ts';

const CASES = 4096;

/** Asks what becomes of 16-bit floats. */
export async function halfFact(respondent: Respondent, question: HalfQuestion): Promise<HalfFact> {
  const { id, asked, needs } = question;
  if (needs && !respondent.offers(needs)) return { id, asked, cases: 0, found: 'not offered', right: 0 };
  const cases = casesOf(CASES, question.operands);
  const words = await respondent.answer(question, operandWords(question, cases));
  const follows = (way: (a: number, b: number) => number) =>
    cases.filter(([a, b], i) => sameButZero(words[i], halfWord(question, way(a, b)))).length;
  const counts = Object.entries(question.ways).map(([name, way]) => [name, follows(way)] as const);
  const whole = counts.find(([, count]) => count === cases.length);
  const found = (whole?.[0] ?? 'otherwise') as HalfFact['found'];
  return { id, asked, cases: cases.length, found, right: counts[0][1] };
}

/** The sign of what is taken for 0 is nobody's promise. */
const sameButZero = (a: number, b: number) => a === b || ((a | b) & 0x7fffffff) === 0;
