import { between, characters } from '../noise/fill.ts';
import type { Random } from '../random.ts';

/** A short task with one right answer. */
export interface GradedTask {
  /** With the line end that asks for the answer. */
  readonly prompt: string;
  readonly answer: string;
  /** Where it stands in a completion (results/score.ts): all of it, or after the steps that lead to it. */
  readonly scoring: 'exact' | 'after-arrow';
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const NAMES = 'ann bob cat dan eve fay gus hal ida jim kay leo max ned oda pam ray sam'.split(' ');

const exact = (prompt: string, answer: string | number): GradedTask => ({
  ...{ prompt: `${prompt}\n`, answer: String(answer), scoring: 'exact' },
});

/** Of the kinds and sizes that the shipped models learnt (`training/tasks_short.py`). */
const KINDS: readonly ((random: Random) => GradedTask)[] = [
  (random) => {
    const [a, b] = [between(random, 10, 99), between(random, 10, 99)];
    return { prompt: `What is ${a} + ${b}?\n`, answer: String(a + b), scoring: 'after-arrow' };
  },
  (random) => {
    const letters = some(random, [...LETTERS], between(random, 4, 8));
    return exact(`Sort: ${letters.join(' ')}`, letters.toSorted().join(' '));
  },
  (random) => {
    const letters = [...characters(random, LETTERS, between(random, 4, 8))];
    return exact(`Reverse: ${letters.join(' ')}`, letters.toReversed().join(' '));
  },
  (random) => {
    const numbers = Array.from({ length: between(random, 3, 6) }, () => between(random, 10, 99));
    return exact(`Largest: ${numbers.join(' ')}`, Math.max(...numbers));
  },
  (random) => {
    const [sought, ...others] = some(random, [...LETTERS], 3);
    const shown = Array.from({ length: between(random, 5, 8) }, () => random.pick([sought, ...others]));
    return exact(`Count ${sought}: ${shown.join(' ')}`, shown.filter((letter) => letter === sought).length);
  },
  (random) => {
    const names = some(random, NAMES, 3);
    const values = names.map(() => between(random, 10, 99));
    const asked = random.below(3);
    const body = names.map((name, at) => `"${name}":${values[at]}`).join(',');
    return exact(`{${body}}\n${names[asked]}?`, values[asked]);
  },
];

export function gradedTask(random: Random): GradedTask {
  return random.pick(KINDS)(random);
}

/** So many of a list, each at most once, in the order in which they are drawn. */
function some<T>(random: Random, list: readonly T[], count: number): T[] {
  const left = [...list];
  return Array.from({ length: count }, () => left.splice(random.below(left.length), 1)[0]);
}
