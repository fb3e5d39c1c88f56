import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ModelError } from '../../model/model-error.ts';
import { stratifiedSubset } from './subset.ts';
import { parseTasks, TASK_FILE_FORM, type Task } from './task-file.ts';

const TASK: Task = {
  id: 'sorting-1',
  kind: 'sorting',
  difficulty: 1,
  prompt: 'Sort: b a\n',
  answer: 'a b',
  scoring: 'exact',
  maxNewTokens: 20,
};
const file = (...tasks: readonly unknown[]) => ({ version: 1, model: 'nano', tasks });

describe('parseTasks', () => {
  it('takes a file as the training writes it, and leaves out what it does not know', () => {
    expect(parseTasks(file({ ...TASK, completion: 'a b' }), 'tasks.json')).toEqual([TASK]);
  });

  it.each<[string, unknown, string]>([
    ['a list', [], 'tasks.json: expected an object, found an array of 0'],
    ['another version', { ...file(TASK), version: 2 }, 'tasks.json: version: expected 1, found 2'],
    ['no tasks', file(), 'tasks.json: tasks: expected at least one task, found an array of 0'],
    ['no task', file(TASK, 7), 'tasks.json: tasks[1]: expected an object, found 7'],
    ['no id', file({ ...TASK, id: undefined }), 'tasks.json: tasks[0]: id: expected a string, found nothing'],
    [
      'an odd id',
      file({ ...TASK, id: 'a b' }),
      'tasks[0] ("a b"): id: expected 1 to 64 ASCII letters, digits',
    ],
    [
      'an id again',
      file(TASK, TASK),
      'tasks[1] ("sorting-1"): id: expected a new one, found "sorting-1" again',
    ],
    [
      'odd scoring',
      file({ ...TASK, scoring: 'fuzzy' }),
      '("sorting-1"): scoring: expected one of exact, last-line',
    ],
    ['no answer', file({ ...TASK, answer: '' }), 'answer: expected a text without space around it, found ""'],
    ['a padded answer', file({ ...TASK, answer: 'a\n' }), 'answer: expected a text without space around it'],
    ['no prompt', file({ ...TASK, prompt: '' }), 'prompt: expected a text, found ""'],
    ['no room', file({ ...TASK, maxNewTokens: 0 }), 'maxNewTokens: expected at least 1, found 0'],
    [
      'half a token',
      file({ ...TASK, maxNewTokens: 1.5 }),
      'maxNewTokens: expected a whole number, found 1.5',
    ],
  ])('refuses %s', (_, json, message) => {
    expect(() => parseTasks(json, 'tasks.json')).toThrow(message);
  });

  it('reads what it says a file looks like', () => {
    const [task] = parseTasks(JSON.parse(TASK_FILE_FORM.slice(TASK_FILE_FORM.indexOf('{'))), 'form');
    expect(task).toMatchObject({ prompt: '2 + 2 =', answer: '4' });
  });

  it("reads the page's example, which is of nano's tasks, and says what the page says of a wrong one", () => {
    const page = readFileSync('docs/tasks.md', 'utf8');
    const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '');
    const nano = parseTasks(JSON.parse(readFileSync('public/models/nano/tasks.json', 'utf8')), 'nano');
    const read = parseTasks(example, 'tasks.json');
    expect(read).toHaveLength(2);
    expect(nano).toEqual(expect.arrayContaining(read));
    const wrong = file(example.tasks[0], { ...example.tasks[1], scoring: 'fuzzy' });
    const refusal = page.split('`').findLast((words) => words.startsWith('tasks.json: '))!;
    expect(() => parseTasks(wrong, 'tasks.json')).toThrow(refusal);
    for (const field of Object.keys(nano[0])) expect(page).toContain(`| \`${field}\` |`);
  });

  it('refuses any other JSON with nothing but ModelError', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(() => parseTasks(json, 'tasks.json')).toThrow(ModelError);
        expect(() => parseTasks(file(json), 'tasks.json')).toThrow(ModelError);
      }),
    );
  });
});

describe('stratifiedSubset', () => {
  const task = (kind: string, difficulty: number, i: number): Task => {
    return { ...TASK, kind, difficulty, id: `${kind}-${difficulty}-${i}` };
  };
  const strata = ['a', 'b', 'c'].flatMap((kind) => [1, 2].map((difficulty) => ({ kind, difficulty })));
  // Ten of each of six strata, mixed up.
  const tasks = Array.from({ length: 10 }, (_, i) =>
    strata.map(({ kind, difficulty }) => task(kind, difficulty, i)),
  ).flat();

  it('gives every stratum its share, in the order of the file', () => {
    for (const count of [6, 12, 30]) {
      const chosen = stratifiedSubset(tasks, count);
      for (const { kind, difficulty } of strata) {
        expect(chosen.filter((one) => one.kind === kind && one.difficulty === difficulty)).toHaveLength(
          count / 6,
        );
      }
      expect(chosen).toEqual(tasks.filter((one) => chosen.includes(one)));
    }
  });

  it('has the size asked for and never differs', () => {
    for (let count = 1; count < tasks.length; count++) {
      expect(stratifiedSubset(tasks, count)).toHaveLength(count);
      expect(stratifiedSubset(tasks, count)).toEqual(stratifiedSubset(tasks, count));
    }
    expect(stratifiedSubset(tasks, tasks.length + 1)).toBe(tasks);
  });
});
