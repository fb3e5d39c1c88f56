import { f32FromBits } from '../numerics/bits.ts';
import type { Habit } from './census-types.ts';
import { operandWords } from './operands.ts';
import type { Question, Respondent } from './question.ts';
import type { HabitQuestion } from './questions/habits.ts';

/** Asks for one result, and writes it as a word. */
export async function habitOf(respondent: Respondent, question: HabitQuestion): Promise<Habit> {
  const { id, asked, operands } = question;
  const [word] = await respondent.answer(question, operandWords(question, [operands]));
  return { id, asked, found: wordOf(question, word) };
}

function wordOf({ gives }: Question, word: number): string {
  if (gives === 'u32') return `0x${word.toString(16).padStart(8, '0')}`;
  if (gives === 'i32') return `${word | 0}`;
  const value = f32FromBits(word);
  if (Object.is(value, -0)) return '-0';
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? `${value}` : `${value}`.toLowerCase();
}
