import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { commit } from './commit.ts';
import { createQueue, isDone } from './queue.ts';
import { schedule } from './scheduler.ts';
import { DEFAULT_SERVING } from './serving.ts';
import { isSampled, type StepPlan } from './step-plan.ts';
import decisions from './testing/decisions.json' with { type: 'json' };
import { workloadOf } from './testing/workloads.ts';

/** One line of the log: who lost its blocks, then each slice with its place, rows, blocks and whether it is sampled. */
function written({ preempted, slices }: StepPlan): string {
  const each = slices.map(
    ({ request, start, tokens, blocks, sample }) =>
      `${request}:${start}+${tokens.length}@${blocks.join('.')}${sample === 'last' ? '!' : ''}`,
  );
  return [...preempted.map((id) => `-${id}`), ...each].join(' ');
}

/** The log of a workload, and of each plan what it has beyond slices and preempted requests. */
function logOf(seed: number) {
  const { requests, limits } = workloadOf(seed);
  const lines: string[] = [];
  const beyond = new Set<string>();
  let preempted = 0;
  for (let state = createQueue(requests, limits); !isDone(state); ) {
    const plan = schedule(state, limits, DEFAULT_SERVING, { step: state.step, ms: 40 * state.step });
    lines.push(written(plan));
    preempted += plan.preempted.length;
    for (const key of Object.keys(plan)) beyond.add(key);
    for (const slice of plan.slices) for (const key of Object.keys(slice)) beyond.add(key);
    const sampled = plan.slices.filter(isSampled);
    const next = sampled.map(
      ({ request, start, tokens }) => [request, 1000 + start + tokens.length] as const,
    );
    state = commit(state, plan, new Map(next));
  }
  return { lines, preempted, beyond: [...beyond].toSorted() };
}

// Kept from before arms had a serving: a hash over each log, in which 17 of 40 workloads preempt.
test('what arms do where nothing is said is what they did before it could be said', () => {
  for (const { seed, steps, preempted, sha256 } of decisions) {
    const log = logOf(seed);
    const hash = createHash('sha256').update(log.lines.join('\n')).digest('hex');
    expect([seed, log.lines.length, log.preempted, hash]).toEqual([seed, steps, preempted, sha256]);
    expect(log.beyond).toEqual(['blocks', 'preempted', 'request', 'sample', 'slices', 'start', 'tokens']);
  }
});
