import { powerAgainstKnown } from '../../numerics/inference/power.ts';
import { grouped, listed } from '../../results/text.ts';
import { judgeOwnNumbers, type OwnJudged } from '../tracker/own-numbers.ts';
import { thresholdScaling } from '../tracker/threshold-scaling.ts';
import { WORKED_EXAMPLES, type WorkedExample } from '../tracker/worked-examples.ts';
import type { Claim, Judgement } from './claim.ts';
import { percent } from './figures.ts';
import { depends, doesNot, holds } from './judgements.ts';
import { points } from './study-words.ts';
import { type DetectorFigures, detectorFigures } from './z-test.ts';

const LEVEL = 0.05;
const TRACKER = { experiment: '#claims/tracker', full: null, short: null } as const;

function exampleOf(id: string): WorkedExample {
  return WORKED_EXAMPLES.find((example) => example.id === id)!;
}

const p3 = (p: number) => (p < 0.001 ? 'below 0.001' : p.toFixed(3));

/** Whether a published fall is beyond chance, by every reading of its numbers. */
function judgeFall({ cases, needed }: OwnJudged): Judgement {
  const ps = cases.map(({ p }) => p);
  const [least, most] = [Math.min(...ps), Math.max(...ps)];
  const enough =
    typeof needed === 'number' ? ` ${needed} runs would see such a fall four times in five.` : '';
  const found = `Exact and two-sided, p is ${least === most ? p3(least) : `${p3(least)} to ${p3(most)}`} by the readings of its numbers.${enough}`;
  if (most < LEVEL) return holds(found);
  return least < LEVEL ? depends('how the rounded figures are read', found) : doesNot(found);
}

/** Whether a fall is beyond chance where its baseline is known, and where it is of runs. */
function judgeBaseline(known: OwnJudged, estimated: OwnJudged): Judgement {
  const [one, other] = [known.cases[0], estimated.cases[0]];
  const found = `p is ${p3(one.p)} if the baseline is known exactly, ${p3(other.p)} (z = ${Math.abs(other.z).toFixed(2)}) if it was estimated from 1,000 runs.`;
  if (one.p < LEVEL && other.p < LEVEL) return holds(found);
  return one.p < LEVEL ? depends('whether the baseline is known exactly', found) : doesNot(found);
}

/** Whether thresholds go by one over the root of the runs, to a twentieth. */
function judgeThresholds(rows: ReturnType<typeof thresholdScaling>): Judgement {
  const found = `By 1/√n from the first, ${listed(rows.slice(1).map(({ runs, below, scaled }) => `${points(below)} at ${grouped(runs)} would be ${points(scaled)}`))}.`;
  const off = rows.filter(({ below, scaled }) => Math.abs(below / scaled - 1) > LEVEL);
  return off.length === 0 ? holds(found) : doesNot(found, 'no one pass rate gives all of them');
}

/** Whether the detector sees what it should and is silent where there is nothing. */
function judgeDetector({ n, spread, ks, trifle, many }: DetectorFigures): Judgement {
  const found = `Of ${n} values against ${n} a doubled spread at the same mean makes |z| > 3 in ${percent(spread)} of simulations, the KS test at 0.3 % in ${percent(ks)}; of ${grouped(many)} values a shift by a twentieth of a deviation makes |z| > 3 in ${percent(trifle)}.`;
  if (spread >= 0.5 && trifle < 0.5) return holds(found);
  return spread < 0.5 && ks > spread
    ? doesNot(found, 'it watches the mean alone, and with many values alarms at next to nothing')
    : depends('what has changed', found);
}

/** Whether the test is as strong as is said. */
function judgePower(power: number): Judgement {
  const found = `A test of 50 tasks at 0.05 sees a fall from 57 to 45 % in ${percent(power)} of cases.`;
  return Math.abs(power - 0.39) < 0.02 ? holds(found) : doesNot(found);
}

/** What trackers and detectors say; figures alone, computed where they are read. */
export const MONITORING_CLAIMS: readonly Claim[] = [
  {
    ...{ id: 'march-dip', document: 'paper', group: 'monitoring', quoted: false, place: null, ...TRACKER },
    says: 'The March dip of a daily tracker, 45 % of 50 against 56 to 58 %, is significant.',
    source: {
      checked: 'as cited',
      says: exampleOf('march-dip').source.words,
      url: exampleOf('march-dip').source.url,
    },
    needs: 'the numbers alone: exact tests of every reading of them',
    judge: () => judgeFall(judgeOwnNumbers(exampleOf('march-dip').numbers)),
    lesson: 'the-price',
  },
  {
    ...{
      id: 'tracker-power',
      document: 'paper',
      group: 'monitoring',
      quoted: false,
      place: null,
      ...TRACKER,
    },
    says: 'At 50 tasks a day a fall from 57 to 45 % is seen about 39 % of the time.',
    source: { checked: 'as cited', says: 'Arithmetic; checked by enumeration of all counts.' },
    needs: 'the numbers alone',
    judge: () => judgePower(powerAgainstKnown({ n: 50, known: 0.57, truth: 0.45, alpha: LEVEL })),
  },
  {
    ...{
      id: 'january-fall',
      document: 'reports',
      group: 'monitoring',
      quoted: false,
      place: null,
      ...TRACKER,
    },
    says: 'A fall from 58 to 54 % over 655 runs is significant (p = 0.036).',
    source: {
      checked: 'as cited',
      says: exampleOf('january-known').source.words,
      url: exampleOf('january-known').source.url,
    },
    needs: 'the numbers alone, the baseline known exactly and of 1,000 runs',
    judge: () =>
      judgeBaseline(
        ...(['january-known', 'january-estimated'].map((id) => judgeOwnNumbers(exampleOf(id).numbers)) as [
          OwnJudged,
          OwnJudged,
        ]),
      ),
  },
  {
    ...{ id: 'thresholds', document: 'reports', group: 'monitoring', quoted: false, place: null, ...TRACKER },
    says: 'Thresholds of 13.8 points at 50 runs, 4.8 at 350 and 2.3 at 1,400 are of one test.',
    source: { checked: 'as cited', says: 'Published by a tracker.', url: exampleOf('march-dip').source.url },
    needs: 'the numbers alone',
    judge: () => judgeThresholds(thresholdScaling()),
  },
  {
    ...{ id: 'z-test', document: 'article', group: 'monitoring', quoted: false, place: null, ...TRACKER },
    ...{ experiment: '#audit/drift', lesson: 'the-tax' },
    says: 'Drift is seen by a z-test: alarm at |z| > 3.',
    source: { checked: 'not given', says: 'The article’s own detector; no test of it is cited.' },
    needs: 'simulated values with a change of spread, and with next to none of the mean',
    judge: () => judgeDetector(detectorFigures()),
  },
];
