import { describe, expect, it } from 'vitest';
import { runExperiment } from '../../lab/run.ts';
import { type Answer, fakeEngine, idModel } from '../../lab/testing/fake-engine.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { TextCodec } from '../../model/tokenizer.ts';
import { runTasks, type TaskArm, type TaskProgress, tasksExperiment } from './run-tasks.ts';
import type { Task } from './task-file.ts';
import { taskReport } from './task-report.ts';

/** A token is a letter: 0 is `a`. */
const letters: TextCodec = {
  size: 26,
  chat: null,
  notes: [],
  encode: (text) => Array.from(text, (letter) => letter.charCodeAt(0) - 97),
  decode: (tokens) => String.fromCharCode(...tokens.map((token) => token + 97)),
  tokenText: (token) => String.fromCharCode(token + 97),
};
const model: LoadedModel = { ...idModel(), tokenizer: letters };

const TASKS = Array.from({ length: 6 }, (_, i): Task => {
  const kind = i < 2 ? 'short' : 'long';
  const task = { difficulty: 1, prompt: 'abc', scoring: 'exact' } as const;
  return { ...task, id: `t${i}`, kind, answer: 'h'.repeat(i + 1), maxNewTokens: i + 1 };
});

async function report(arms: readonly TaskArm[], answer: Answer, onProgress?: (at: TaskProgress) => void) {
  const engine = fakeEngine(answer);
  const watch = onProgress ? { onProgress } : {};
  const record = await runTasks({ experiment: tasksExperiment(TASKS, arms, model), model, engine, ...watch });
  return { record, report: taskReport(TASKS, record) };
}

const arm = (batch: number, set: TaskArm['set'] = 'variant'): TaskArm => ({ set, dtype: 'bf16', batch });

describe('tasks', () => {
  it('join the batch as others end', async () => {
    const { record } = await report([arm(2)], () => ({}));
    const together = record.arms[0].steps.map(({ slices }) => slices.map(({ request }) => request).join());
    expect(together.slice(0, 4)).toEqual(['t0,t1', 't1,t2', 't2,t3', 't2,t3']);
    expect(Math.max(...record.arms[0].steps.map(({ slices }) => slices.length))).toBe(2);
  });

  it('are scored by kind, with the whole', async () => {
    // Every third position of a long task goes wrong.
    const { report: scores } = await report([arm(3)], (_, __, position) => ({
      token: position === 6 ? 8 : 7,
    }));
    expect(scores.overall).toMatchObject({ passed: 3, total: 6, rate: 0.5 });
    expect(scores.kinds.short).toMatchObject({ passed: 2, total: 2 });
    expect(scores.kinds.long).toMatchObject({ passed: 1, total: 4 });
    expect(scores.tasks[3]).toMatchObject({ id: 't3', passed: false, found: 'hhhi', answer: 'hhhh' });
  });

  it('keep no logits: nobody looks at them', async () => {
    const experiment = tasksExperiment(TASKS, [arm(2)], model);
    const { traces } = await runExperiment({ experiment, model, engine: fakeEngine(() => ({})) });
    expect(traces.size).toBe(0);
  });

  it('need memory for as many as run at once', () => {
    const [one, three] = tasksExperiment(TASKS, [arm(1), arm(3)], model).arms;
    expect([one.limits.blocks, three.limits.blocks]).toEqual([1, 3]);
  });

  it('tell how many have ended', async () => {
    const heard: TaskProgress[] = [];
    await report(
      [arm(1), arm(6)],
      () => ({}),
      (progress) => heard.push(progress),
    );
    const [alone, company] = ['variant bf16 batch 1', 'variant bf16 batch 6'];
    expect(heard.filter((at) => at.arm === alone).map(({ ended }) => ended)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(heard.at(-1)).toEqual({ arm: company, ended: 6, total: 6 });
  });

  it('are compared pair by pair with the first arm', async () => {
    // Batchmates spoil the last token of the last two tasks.
    const { report: scores } = await report([arm(1), arm(6)], ({ limits }, _, position) => ({
      token: limits.maxSequences > 1 && position >= 7 ? 1 : 7,
    }));
    expect(scores.overall.passed).toBe(6);
    const [{ comparison, overall }] = scores.against;
    expect(overall.passed).toBe(4);
    expect(comparison).toMatchObject({ onlyHere: 0, onlyThere: 2, pValue: 0.5, otherTokens: 2 });
    expect(scores.broken).toEqual([]);
  });

  it('fail a set that promises the same bits and breaks it', async () => {
    const arms = [arm(1, 'invariant'), arm(6, 'invariant'), arm(6)];
    const { report: scores } = await report(arms, () => ({}));
    expect(scores.broken).toEqual([
      'invariant bf16 batch 6 and invariant bf16 batch 1 must agree bit for bit and do not in 5 of 6 tasks',
    ]);
    expect(scores.lost).toEqual(scores.broken);
  });

  it('that end in an error do not pass', async () => {
    const { report: scores } = await report([arm(1)], (_, __, position) => ({ finite: position !== 3 }));
    expect(scores.overall.passed).toBe(0);
    expect(scores.tasks[0].finish.reason).toBe('error');
  });
});
