import { decodes } from '../../bench/case-lists.ts';
import type { Interval } from '../../bench/statistics.ts';
import { priceOf } from '../../bench/summary.ts';
import { adapterName } from '../../results/adapter-name.ts';
import { capital } from '../../results/text.ts';
import type { Claim } from './claim.ts';
import { runCommand } from './evidence.ts';
import { fixed, milliseconds, times } from './figures.ts';
import { depends, doesNot, holds, notMeasured } from './judgements.ts';
import { ranArm } from './ran.ts';

const BENCH = 'npm run -s bench -- --json';

/** What invariance and tails cost. */
export const COST_CLAIMS: readonly Claim[] = [
  {
    ...{ id: 'sixty-percent', document: 'paper', group: 'cost', quoted: false, place: null },
    says: 'Batch-invariant kernels cost about 60 %.',
    source: {
      checked: 'as cited',
      says: 'Time of one engine: 26 s became 42 s, and 55 s before tuning; another engine reports 34 % on average.',
    },
    needs: 'paired times of steps, invariant kernels against the fastest that are correct',
    judge: ({ bench }) => {
      const prices = bench?.cases.flatMap((each) => priceOf(each)?.ratio ?? []) ?? [];
      if (!bench || prices.length === 0) return notMeasured(BENCH);
      const extra = (ratio: number) => fixed(100 * (ratio - 1));
      const words = ({ estimate, low, high }: Interval) =>
        estimate === 1 ? 'nothing' : `${extra(estimate)} % (${extra(low)} to ${extra(high)})`;
      const least = prices.toSorted((a, b) => a.estimate - b.estimate)[0];
      const most = prices.toSorted((a, b) => b.estimate - a.estimate)[0];
      const found = `On ${adapterName(bench.adapter)}, over ${prices.length} shapes of step, invariance costs from ${words(least)} to ${words(most)} more time than the fastest correct kernels.`;
      const reach = prices.filter(({ low, high }) => low <= 1.6 && high >= 1.6);
      if (reach.length === prices.length) return holds(found);
      return most.high >= 1.34
        ? depends('device, kernels and the shape of the step', found)
        : doesNot(found, 'on this device and these kernels');
    },
    short: { kind: 'bench', cases: decodes([1, 8], [64]), repeats: 5 },
    full: { command: BENCH, takes: 'twenty minutes' },
    ...{ experiment: '#bench', lesson: 'the-price' },
  },
  {
    ...{ id: 'tail', document: 'article', group: 'cost', quoted: false, place: null },
    says: 'The mean hides the tail: watch p95 and p99.',
    source: { checked: 'not given', says: 'Advice; no figure is cited.' },
    needs: 'a surge, and the time to the first token by mean and percentile',
    judge: ({ runs }) => {
      const ttft = runs['viral-surge'] && ranArm(runs['viral-surge'], 'first come')?.ttft;
      const itl =
        runs['long-prompt-joins'] && ranArm(runs['long-prompt-joins'], 'prefill first, variant')?.itl;
      const told = ttft ?? itl;
      if (!told) return notMeasured(runCommand('viral-surge'));
      const both = [
        ...(ttft
          ? [
              `in a surge the mean to the first token is ${milliseconds(ttft.mean)}, p99 ${milliseconds(ttft.p99)}`,
            ]
          : []),
        ...(itl
          ? [
              `where long prompts join, the mean between tokens is ${milliseconds(itl.mean)}, p99 ${milliseconds(itl.p99)}`,
            ]
          : []),
      ];
      const found = `${capital(both.join('; '))}.`;
      const most = Math.max(...[ttft, itl].flatMap((each) => (each ? [each.p99 / each.mean] : [])));
      return most >= 2 ? holds(found, `the p99 is up to ${times(most)} the mean`) : doesNot(found);
    },
    short: { kind: 'run', run: 'long-prompt-joins', arms: ['prefill first, variant'] },
    full: { command: runCommand('viral-surge'), takes: 'a minute' },
    ...{ experiment: '#load/preset/viral-surge', card: 'admission', lesson: 'waiting' },
  },
];
