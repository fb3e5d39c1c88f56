import { decodes } from '../../bench/case-lists.ts';
import type { Interval } from '../../bench/statistics.ts';
import { priceOf } from '../../bench/summary.ts';
import { adapterName } from '../../results/adapter-name.ts';
import { capital } from '../../results/text.ts';
import type { Claim } from './claim.ts';
import { runCommand } from './evidence.ts';
import { fixed, milliseconds, percent, times } from './figures.ts';
import { depends, doesNot, holds, notMeasured, undecided } from './judgements.ts';
import { ranArm } from './ran.ts';
import { estimateWords, studyCommand, testedIn } from './study-words.ts';

const BENCH = 'npm run -s bench -- --json';

/** What invariance, formats and tails cost. */
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
    ...{ id: 'half-the-cost', document: 'article', group: 'cost', quoted: false, place: null },
    says: 'A quantised model keeps 99 % of the quality at 50 % of the cost.',
    source: { checked: 'not given', says: 'A rule of thumb; the article asks that it be audited.' },
    needs: 'paired pass rates in q8 and bf16, bytes and time of a step in both',
    judge: (evidence) => {
      const tested = testedIn(evidence, 'noise-precision-speculation', 'q8-against-bf16');
      const decode = evidence.weights?.formats.find(({ engine }) => engine === 'cpu')?.found[0]?.times;
      const [bf16, q8] = ['bf16', 'q8'].map((name) => decode?.find(({ format }) => format.name === name));
      if (!tested) return notMeasured(studyCommand('noise-precision-speculation'));
      if (!bf16 || !q8) return notMeasured('npm run -s bench -- --weights');
      const bytes = q8.bytes / bf16.bytes;
      const time = 1 / q8.speed.estimate;
      const [low, quality] = [tested.difference.low, tested.difference.value].map(
        (difference) => 1 + difference / tested.b.value,
      );
      const found = `In q8 the pass rate is ${percent(quality)} of bf16’s (${estimateWords(tested.a, 'pass')} against ${estimateWords(tested.b, 'pass')}), at ${percent(bytes)} of the bytes and ${percent(time)} of a decoding step’s time on one core.`;
      if (quality < 0.99 && 1 + tested.difference.high / tested.b.value < 0.99)
        return doesNot(found, 'the quality is not kept');
      if (low < 0.99) return undecided(`${found} So many pairs cannot show that 99 % is kept.`);
      return bytes <= 0.55 && time <= 0.55
        ? holds(found)
        : depends('what cost is: bytes or time, and on which device', found);
    },
    short: null,
    noShort:
      'Whether 99 % of the quality is kept takes hundreds of pairs of answers: in a minute a processor answers a dozen, which can show neither. “Below 4 bit there is notable degradation” has a short form of such pairs.',
    full: { command: studyCommand('noise-precision-speculation'), takes: 'hours' },
    ...{ experiment: '#preset/dtype', card: 'precision', lesson: 'trades' },
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
      return most >= 2 ? holds(found, `p99 is up to ${times(most)} the mean`) : doesNot(found);
    },
    short: { kind: 'run', run: 'long-prompt-joins', arms: ['prefill first, variant'] },
    full: { command: runCommand('viral-surge'), takes: 'a minute' },
    ...{ experiment: '#load/preset/viral-surge', card: 'admission', lesson: 'waiting' },
  },
];
