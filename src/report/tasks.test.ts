import { expect, test } from 'vitest';
import { wilsonInterval } from '../numerics/inference/wilson.ts';
import { allOperations } from '../numerics/sets/kernel-sets.ts';
import { behaviourMeans } from '../results/behaviour.ts';
import type { TaskArmReport, TaskReport } from '../studies/tasks/task-report.ts';
import { formatTasks } from './tasks.ts';

/** Every mean 2, between 1 and 3. */
const MEANS = behaviourMeans(
  [1, 3].map((x) => ({ length: x, repeated: x / 100, longestRepeat: x, steps: x })),
)!;

function scores(arm: string, passed: number): TaskArmReport {
  const tally = { passed, total: 6, ...wilsonInterval(passed, 6) };
  return {
    ...{
      arm,
      kernels: allOperations('variant'),
      dtype: 'bf16',
      overall: tally,
      kinds: { long: tally },
      tasks: [],
      behaviour: MEANS,
    },
    timing: { milliseconds: 1500, generatedTokens: 21, tokensPerSecond: 14 },
  };
}

const report: TaskReport = {
  ...scores('batch 1', 6),
  ...{ lost: [], notes: [], postures: [], broken: [], engine: 'webgpu' },
  model: { name: 'nano', hash: 'sha256:ab', parameters: 260_032 },
  adapter: { vendor: '', architecture: '', device: '', description: 'llvmpipe', software: true },
  against: [
    {
      ...scores('batch 6', 4),
      comparison: { onlyHere: 0, onlyThere: 2, pValue: 0.5, otherTokens: 2, otherBits: 3, behaviour: MEANS },
    },
  ],
};

test('tasks: pass rates by kind, how long each arm took, and each against the first', () => {
  expect(formatTasks(report)).toBe(
    [
      '6 tasks',
      'model nano, 260,032 parameters, sha256:ab',
      'engine webgpu on llvmpipe (software)',
      '',
      'kind     tasks  batch 1                           batch 6',
      'long     6        6 passed 100.0 % [61.0, 100.0]    4 passed  66.7 % [30.0, 90.3]',
      'overall  6        6 passed 100.0 % [61.0, 100.0]    4 passed  66.7 % [30.0, 90.3]',
      '',
      'batch 1: 21 tokens in 1.5 s, 14.0 tok/s',
      '  2.0 tokens [-10.7, 14.7], 2.0 % said before [-10.7, 14.7], 2.0 tokens in the longest repeat [-10.7, 14.7],',
      '    2.0 worked steps [-10.7, 14.7]',
      'batch 6: 21 tokens in 1.5 s, 14.0 tok/s',
      '  2.0 tokens [-10.7, 14.7], 2.0 % said before [-10.7, 14.7], 2.0 tokens in the longest repeat [-10.7, 14.7],',
      '    2.0 worked steps [-10.7, 14.7]',
      '',
      'guarantees',
      '',
      'batch 6 against batch 1: -33.3 points',
      "  passed only here 0, only there 2: McNemar's exact test p = 0.5, not significant at 5 %",
      '  of 6 completions 2 differ in some token, 3 in some bit',
      '  here less there, task by task: 2.0 tokens [-10.7, 14.7], 2.0 % said before [-10.7, 14.7], 2.0 tokens in',
      '    the longest repeat [-10.7, 14.7], 2.0 worked steps [-10.7, 14.7]',
      '',
    ].join('\n'),
  );
});

test('tasks: a promise that was not kept goes first', () => {
  const lost = ['a and b must agree bit for bit and do not in 5 of 6 tasks'];
  expect(formatTasks({ ...report, lost })).toMatch(/^GUARANTEE LOST: a and b must agree/);
});
