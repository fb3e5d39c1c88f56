import { between, characters } from '../noise/fill.ts';
import type { Random } from '../random.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

const letters = (random: Random) => [...characters(random, LETTERS, between(random, 4, 9))].join(' ');
const numbers = (random: Random) =>
  Array.from({ length: between(random, 3, 8) }, () => between(random, 10, 99));

/** Like the tasks that the shipped models learnt (`training/tasks_short.py`). */
const FORMS: readonly ((random: Random) => string)[] = [
  (random) => `What is ${between(random, 10, 99)} + ${between(random, 10, 99)}?`,
  (random) => `Sort: ${letters(random)}`,
  (random) => `Reverse: ${letters(random)}`,
  (random) => `Largest: ${numbers(random).join(' ')}`,
  (random) => {
    const [sought, other] = [random.pick([...LETTERS]), random.pick([...LETTERS])];
    return `Count ${sought}: ${Array.from({ length: between(random, 5, 12) }, () => random.pick([sought, other])).join(' ')}`;
  },
];

/** A well-formed question with one right answer, and the line end that asks for it. */
export function question(random: Random): string {
  return `${random.pick(FORMS)(random)}\n`;
}
