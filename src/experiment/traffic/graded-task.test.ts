import { expect, test } from 'vitest';
import type { CrowdRequest } from '../crowd.ts';
import { createRandom } from '../random.ts';
import { crowdTask } from './crowd-prompt.ts';
import { gradedTask } from './graded-task.ts';

/** Right answers, found in another way. */
function answerOf(prompt: string): string {
  const [, a, b] = /^What is (\d+) \+ (\d+)\?\n$/.exec(prompt) ?? [];
  if (a) return String(Number(a) + Number(b));
  const [, kind, list] = /^(Sort|Reverse|Largest|Count \w): (.*)\n$/.exec(prompt) ?? [];
  const parts = list?.split(' ');
  if (kind === 'Sort') return [...parts].sort().join(' ');
  if (kind === 'Reverse') return parts.reduce((text, part) => `${part} ${text}`, '').trim();
  if (kind === 'Largest') return String(parts.map(Number).sort((x, y) => y - x)[0]);
  if (kind) return String(parts.filter((part) => part === kind.at(-1)).length);
  const [, body, asked] = /^(\{.*\})\n(\w+)\?\n$/.exec(prompt)!;
  return String((JSON.parse(body) as Record<string, number>)[asked]);
}

test('tasks of every kind have the answer that is right', () => {
  const random = createRandom(3);
  const tasks = Array.from({ length: 600 }, () => gradedTask(random));
  for (const { prompt, answer } of tasks) expect(answer, prompt).toBe(answerOf(prompt));
  const kinds = ['What', 'Sort', 'Reverse', 'Largest', 'Count', '{'];
  for (const kind of kinds) {
    const share = tasks.filter(({ prompt }) => prompt.startsWith(kind)).length / 600;
    expect(share, kind).toBeGreaterThan(0.1);
  }
});

const encode = (text: string) => Array.from(text, (letter) => letter.codePointAt(0)!);
const writer = { encode, bos: [1] };
const REQUEST: CrowdRequest = {
  ...{ id: 'crowd-1', role: 'clean', kind: null, tier: 0, seed: 5, at: 0, prefix: [], turn: null },
  ...{ promptTokens: 80, outputTokens: 40 },
};

test('a request that asks a task has it alone, and is cut and not graded where it has no room', () => {
  const { promptTokens, answer } = crowdTask(REQUEST, writer);
  const text = String.fromCodePoint(...promptTokens.slice(1));
  expect(promptTokens[0]).toBe(1);
  expect(answer!.answer).toBe(answerOf(text));
  const shared = crowdTask({ ...REQUEST, prefix: [{ name: 'system', tokens: 20 }] }, writer);
  expect(shared.promptTokens).toHaveLength(promptTokens.length + 20);
  expect(shared.answer).toEqual(answer);
  const short = crowdTask({ ...REQUEST, promptTokens: 6 }, writer);
  expect(short.answer).toBeNull();
  expect(short.promptTokens).toEqual([1, ...promptTokens.slice(-5)]);
  const noise = crowdTask({ ...REQUEST, kind: 'spam' }, writer);
  expect(noise).toMatchObject({ answer: null });
  expect(noise.promptTokens).toHaveLength(80);
});
