import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fileOf, reportOf } from '../src/audit/behaviour/testing/transcripts.ts';
import { openCpuEngine } from '../src/engines/cpu/open-cpu.ts';
import { nodeModelFiles } from '../src/model/files.node.ts';
import { loadModel } from '../src/model/load.ts';
import { runTasks, tasksExperiment } from '../src/studies/tasks/run-tasks.ts';
import { parseTasks } from '../src/studies/tasks/task-file.ts';

const ADVICE = 'stale: npm run bake:behaviour';
const FILES = ['whole.jsonl', 'effort.jsonl', 'on.jsonl', 'on-evicted.jsonl'];
const read = (name: string) => readFileSync(`public/examples/behaviour/${name}`, 'utf8');
const tasks = parseTasks(JSON.parse(readFileSync('public/models/nano/tasks.json', 'utf8')), 'tasks.json');

interface Answer {
  readonly id: string;
  readonly prompt: string;
  readonly completion: string;
}

const answers = (name: string): Answer[] =>
  read(name)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test('transcripts that ship are of the tasks that ship', () => {
  const prompts = new Map(tasks.map(({ id, prompt }) => [id, prompt]));
  for (const name of FILES)
    for (const { id, prompt } of answers(name))
      expect(prompts.get(id), `${name}, ${id}: ${ADVICE}`).toBe(prompt);
});

/** Invariant kernels answer alone what they answered under the load. */
test('what nano answers whole under load it answers alone', async () => {
  const model = await loadModel(nodeModelFiles('public/models/nano'), 'nano');
  const some = ['chain-001', 'tracing-001', 'story-001'];
  const chosen = tasks.filter(({ id }) => some.includes(id));
  const experiment = tasksExperiment(chosen, [{ set: 'invariant', dtype: 'bf16', batch: 1 }], model);
  const record = await runTasks({ experiment, model, engine: openCpuEngine() });
  const whole = new Map(answers('whole.jsonl').map(({ id, completion }) => [id, completion]));
  for (const { id, text } of record.arms[0].requests) expect(text, `${id}: ${ADVICE}`).toBe(whole.get(id));
});

test('figures of docs/audit.md', async () => {
  const docs = readFileSync('docs/audit.md', 'utf8').replaceAll('\n', ' ');
  const one = (value: number) => value.toFixed(1);
  const on = await reportOf(fileOf('a', read('on.jsonl')), fileOf('b', read('on-evicted.jsonl')));
  const looped = on.measures.find(({ id }) => id === 'looped')!;
  const { value, low, high } = looped.difference!;
  expect(docs).toContain(
    `in circles in ${one(100 * looped.current!.value)} % of cases, those with all keys in ${one(100 * looped.reference!.value)} %: ${one(100 * value)} points more [${one(100 * low!)}, ${one(100 * high!)}]`,
  );
  const effort = await reportOf(fileOf('a', read('whole.jsonl')), fileOf('b', read('effort.jsonl')));
  const [length, steps] = ['length', 'steps'].map(
    (id) => effort.measures.find((each) => each.id === id)!.difference!,
  );
  expect(docs).toContain(`${one(-length.value)} words shorter [${one(-length.high!)}, ${one(-length.low!)}]`);
  expect(docs).toContain(
    `${one(-steps.value)} worked steps fewer [${one(-steps.high!)}, ${one(-steps.low!)}]`,
  );
  expect(effort.measures.filter(({ difference }) => difference?.differs)).toHaveLength(2);
});
