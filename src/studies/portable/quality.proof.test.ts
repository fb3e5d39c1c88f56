import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { createRandom } from '../../experiment/random.ts';
import { nodeModelFiles } from '../../model/files.node.ts';
import { type LoadedModel, loadModel } from '../../model/load.ts';
import type { ActivationDtype } from '../../numerics/dtypes.ts';
import { bcaInterval, bootstrap } from '../../numerics/inference/bootstrap.ts';
import { clopperPearson } from '../../numerics/inference/clopper-pearson.ts';
import { bootstrapEquivalence } from '../../numerics/inference/equivalence.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import { wholeLogits } from '../../steps/step-output.ts';
import { armSpec, setsOf, stepOf } from '../../steps/testing/arms.ts';
import { runTasks, tasksExperiment } from '../tasks/run-tasks.ts';
import { parseTasks } from '../tasks/task-file.ts';
import { taskReport } from '../tasks/task-report.ts';

/** Figures of docs/portable.md: whether a model under `portable` is as good as under `invariant`, on the CPU engine. */

const ARM = { dtype: 'bf16', batch: 16 } as const;
/** Nats a token: a perplexity that is a thousandth higher or lower. */
const LOSS_MARGIN = 0.001;
/** Of the tasks: one in a hundred. */
const TASK_MARGIN = 0.01;
const ALPHA = 0.05;
/** Two whole arms of tasks, and every text three times. */
const MINUTES = 20 * 60_000;

/** A text's loss in nats under two settings, over so many predicted tokens, and how far the second's distribution is from the first's. */
interface TextLoss {
  readonly tokens: number;
  readonly losses: readonly [number, number];
  readonly kl: number;
}

const engine = openCpuEngine();

describe.each(['nano', 'pico'])('%s', (name) => {
  test(
    'under portable is as under invariant: tasks, perplexity, KL',
    async () => {
      const model = await loadModel(nodeModelFiles(`public/models/${name}`), name);
      const file = JSON.parse(readFileSync(`public/models/${name}/tasks.json`, 'utf8'));
      const tasks = parseTasks(file, 'tasks.json');
      const arms = [{ set: 'invariant', ...ARM } as const, { set: 'portable', ...ARM } as const];
      const record = await runTasks({ experiment: tasksExperiment(tasks, arms, model), model, engine });
      const [invariant, portable] = record.arms.map((_, i) => scoresOf(taskReport(tasks, record), i));
      // Pass rates differ by no more than the share of tasks whose verdicts do, which is exact where none does and a bootstrap sees nothing.
      const turned = invariant.filter((passed, i) => passed !== portable[i]).length;
      const answered = clopperPearson(turned, tasks.length, 2 * ALPHA);
      const texts = record.arms[0].requests.map(({ promptTokens, tokens }) => [...promptTokens, ...tokens]);
      const losses = await lossesOf(model, texts, ['invariant', 'bf16'], ['portable', 'bf16']);
      const control = await lossesOf(model, texts.slice(0, 40), ['invariant', 'bf16'], ['invariant', 'f32']);
      const loss = equivalent(
        losses.map(({ losses: [a, b], tokens }) => ({ value: b - a, weight: tokens })),
        LOSS_MARGIN,
      );
      const total = losses.reduce((sum, { tokens }) => sum + tokens, 0);
      const perplexity = [0, 1].map((i) =>
        Math.exp(losses.reduce((sum, each) => sum + each.losses[i], 0) / total),
      );
      const changed = record.arms[0].requests.filter(
        ({ tokens }, i) => tokens.join() !== record.arms[1].requests[i].tokens.join(),
      );
      const lines = [
        `tasks: ${tasks.length}, passed ${invariant.filter(Boolean).length} and ${portable.filter(Boolean).length}; other tokens in ${changed.length}`,
        `verdicts that differ: ${turned}, a share of at most ${answered.high.toFixed(4)} (95 %, one-sided; margin ${TASK_MARGIN})`,
        `perplexity over ${total} tokens of ${texts.length} texts: ${perplexity.map((each) => each.toFixed(5)).join(' and ')}`,
        `difference in nats a token ${interval(loss)}, equivalent within ${LOSS_MARGIN}: p = ${loss.p.toExponential(1)}`,
        `KL ${meanKl(losses).toExponential(2)} nats a token; of f32 activations in the place of bf16 ${meanKl(control).toExponential(2)}`,
      ];
      process.stdout.write(`\n${name}, portable against invariant\n${lines.join('\n')}\n`);
      expect(answered.high).toBeLessThan(TASK_MARGIN);
      expect(loss.p).toBeLessThan(ALPHA);
      expect(meanKl(losses)).toBeGreaterThan(0);
    },
    MINUTES,
  );
});

/** Whether each task passed, in one of a report's arms. */
function scoresOf({ against, ...first }: ReturnType<typeof taskReport>, arm: number): boolean[] {
  const { tasks } = [first, ...against][arm];
  return tasks.map(({ passed }) => passed);
}

type Setting = readonly [set: KernelSet, dtype: ActivationDtype];

async function lossesOf(
  model: LoadedModel,
  texts: readonly (readonly number[])[],
  ...settings: readonly [Setting, Setting]
): Promise<TextLoss[]> {
  const arms = await Promise.all(
    settings.map(([set, activations]) => {
      const limits = { maxSequences: 1, maxTokensPerStep: 512, maxContext: 512, blocks: 32, maxSampled: 512 };
      const loaded = engine.load(model.checkpoint);
      return loaded.openArm(armSpec({ kernels: setsOf(set), activations, limits }));
    }),
  );
  const blocks = Array.from({ length: 32 }, (_, i) => i);
  const found: TextLoss[] = [];
  for (const tokens of texts) {
    const step = stepOf({ request: 'a', start: 0, tokens: [...tokens], blocks, sample: 'all' });
    const given: Float64Array[][] = [];
    for (const arm of arms)
      given.push((await arm.step(step)).samples.map((each) => logSoftmax(wholeLogits(each))));
    const [a, b] = given;
    let [lossA, lossB, kl] = [0, 0, 0];
    for (let i = 0; i + 1 < tokens.length; i++) {
      lossA -= a[i][tokens[i + 1]];
      lossB -= b[i][tokens[i + 1]];
      for (let t = 0; t < a[i].length; t++) kl += Math.exp(a[i][t]) * (a[i][t] - b[i][t]);
    }
    found.push({ tokens: tokens.length - 1, losses: [lossA, lossB], kl });
  }
  for (const arm of arms) arm.destroy();
  return found;
}

function logSoftmax(logits: Float32Array): Float64Array {
  const values = Float64Array.from(logits);
  const most = values.reduce((a, b) => Math.max(a, b));
  const sum = values.reduce((total, x) => total + Math.exp(x - most), 0);
  return values.map((x) => x - most - Math.log(sum));
}

const meanKl = (losses: readonly TextLoss[]) =>
  losses.reduce((sum, { kl }) => sum + kl, 0) / losses.reduce((sum, { tokens }) => sum + tokens, 0);

/** The mean of differences, its interval over texts drawn anew, and the p-value that it lies beyond the margin. */
function equivalent(units: readonly { readonly value: number; readonly weight: number }[], margin: number) {
  const mean = (weights: Float64Array) => {
    let [sum, all] = [0, 0];
    units.forEach(({ value, weight }, i) => {
      sum += weights[i] * value;
      all += weights[i] * weight;
    });
    return sum / all;
  };
  const drawn = bootstrap([units.length], mean, createRandom(23));
  return { ...bcaInterval(drawn, 0.05, units.length), p: bootstrapEquivalence(drawn, units.length, margin) };
}

const interval = ({ value, low, high }: { value: number; low: number; high: number }) =>
  `${value.toExponential(2)} [${low.toExponential(2)}, ${high.toExponential(2)}]`;
