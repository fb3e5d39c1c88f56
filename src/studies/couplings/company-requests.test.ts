import { expect, it } from 'vitest';
import { nodeModelFiles } from '../../model/files.node.ts';
import { loadModel } from '../../model/load.ts';
import { randomModel } from '../../model/random-model.ts';
import type { Task } from '../tasks/task-file.ts';
import { probeRequests } from './company-requests.ts';
import { scene } from './scenes.ts';

const asked = { kind: 'k', difficulty: 1, answer: 'ok', scoring: 'exact', maxNewTokens: 20 } as const;
const TASKS: readonly Task[] = ['a', 'b', 'c'].map((id) => ({ ...asked, id, prompt: 'red, blue?' }));

it('asks a model without tasks, whose tokens are bytes, as many probes, none of a longer prompt', async () => {
  const pico = await loadModel(nodeModelFiles('public/models/pico'), 'pico');
  const known = probeRequests(scene(), TASKS, pico);
  const random = probeRequests(scene(), [], randomModel('random:nano'));
  expect(known.map(({ request }) => request.id)).toEqual(['probe-1', 'probe-2', 'a', 'b', 'c']);
  expect(random.map(({ request }) => request.id)).toEqual([
    ...['probe-1', 'probe-2', 'stand-in-1', 'stand-in-2', 'stand-in-3'],
  ]);
  const prompts = random.map(({ request }) => (request.promptIds as number[]).length);
  expect(prompts).toEqual([10, 7, 8, 8, 8]);
  expect(random.map(({ request }) => request.role)).toEqual(known.map(({ request }) => request.role));
});

it('has a stand-in for each task that is missing, and none behind an opening', () => {
  const model = randomModel('random:pico');
  const ids = (wanted: Parameters<typeof scene>[0], tasks: readonly Task[]) =>
    probeRequests(scene(wanted), tasks, model).map(({ request }) => request.id);
  expect(ids({}, TASKS.slice(1))).toEqual(['probe-1', 'probe-2', 'b', 'c', 'stand-in-1']);
  expect(ids({ opening: true }, TASKS)).toEqual(['probe-1', 'probe-2']);
});
