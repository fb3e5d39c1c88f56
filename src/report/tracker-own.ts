import { grouped, measured } from '../results/text.ts';
import { ALPHA } from '../studies/tracker/detectors.ts';
import type { Needed, OwnJudged, OwnNumbers } from '../studies/tracker/own-numbers.ts';
import { thresholdScaling } from '../studies/tracker/threshold-scaling.ts';
import { percentText } from './tracker.ts';

/** A line of the answer to somebody's numbers. */
export interface OwnLine {
  readonly name: string;
  readonly words: string;
}

/** `0.061 to 0.16`; once where both are the same as they are written. */
function span(values: readonly number[], text: (value: number) => string): string {
  const [least, most] = [text(Math.min(...values)), text(Math.max(...values))];
  return least === most ? least : `${least} to ${most}`;
}

/** A probability to two digits, or three where it is near the level. */
const pText = (p: number): string => measured(Number(p.toPrecision(p > 0.03 && p < 0.07 ? 3 : 2)));

/** Whether it is significant, in a sentence: the answer. */
export function ownVerdict({ looks }: OwnNumbers, { cases }: OwnJudged): string {
  const significant = (of: 'p' | 'corrected') => cases.filter((each) => each[of] < ALPHA).length;
  const readings = cases.length === 1 ? '' : ' in any reading of the figures';
  const by = (of: 'p' | 'corrected', words: string) => {
    const count = significant(of);
    if (count === 0) return `not significant${words}${readings}`;
    if (count === cases.length) return `significant${words}`;
    return `significant${words} in ${count} of ${cases.length} readings of the figures`;
  };
  const alone = by('p', looks === 1 ? '' : ' by itself');
  const all =
    looks === 1 || significant('p') === 0 ? '' : `; ${by('corrected', ` among ${grouped(looks)} looks`)}`;
  return `At 5 % it is ${alone}${all}.`;
}

/** All that is said of somebody's numbers, a line a thing. */
export function ownLines(own: OwnNumbers, judged: OwnJudged): OwnLine[] {
  const { cases, interval, falseAlarm, anyFalseAlarm, power, needed, neededCorrected } = judged;
  const { n, baselineRuns, looks } = own;
  const counts = [...new Set(cases.map(({ passed }) => passed))].toSorted((a, b) => a - b);
  const test =
    baselineRuns === null
      ? 'exact binomial test, two-sided'
      : `Fisher’s exact test against ${grouped(baselineRuns)} runs, two-sided`;
  const many = looks > 1;
  return [
    { name: 'counts', words: `${counts.map((count) => grouped(count)).join(' or ')} of ${grouped(n)}` },
    {
      name: 'p',
      words: `${span(
        cases.map(({ p }) => p),
        pText,
      )}: ${test}`,
    },
    {
      name: 'z',
      words: cases.every(({ z }) => Number.isFinite(z))
        ? `${span(
            cases.map(({ z }) => z),
            (z) => measured(Number(z.toFixed(2))),
          )}: normal approximation${baselineRuns === null ? '' : ', pooled'}`
        : 'no number: a baseline of 0 or 100 % has no deviation',
    },
    {
      name: 'interval',
      words: `${percentText(interval.low)} to ${percentText(interval.high)} %: Clopper and Pearson’s of 95 %, of the figure by itself`,
    },
    ...(many
      ? [
          {
            name: 'p, corrected',
            words: `${span(
              cases.map(({ corrected }) => corrected),
              pText,
            )}: for ${grouped(looks)} looks (Bonferroni)`,
          },
        ]
      : []),
    {
      name: 'false alarms',
      words: `with nothing changed a look alarms with a chance of ${percentText(falseAlarm)} %${many ? `, at least one of ${grouped(looks)} with ${percentText(anyFalseAlarm)} %` : ''}`,
    },
    {
      name: 'power',
      words: `${grouped(n)} runs see a change to ${percentText(own.observed)} % with a chance of ${percentText(power)} %, the baseline known`,
    },
    {
      name: 'n needed',
      words: `${neededWords(needed)}${many ? `; corrected for all looks ${neededWords(neededCorrected)}` : ''}`,
    },
  ];
}

function neededWords(needed: Needed): string {
  if (needed === 'nothing') return 'no number: there is no difference to see';
  if (needed === 'never')
    return 'no number: the baseline is of too few runs, whose own uncertainty hides such a change';
  return `about ${grouped(needed)} to see it with a chance of 80 %`;
}

export function ownText(own: OwnNumbers, judged: OwnJudged): string[] {
  const lines = ownLines(own, judged);
  const widest = Math.max(...lines.map(({ name }) => name.length));
  return [ownVerdict(own, judged), '', ...lines.map(({ name, words }) => `${name.padEnd(widest)}  ${words}`)];
}

/** The published thresholds, and that no one pass rate gives all of them. */
export function thresholdLines(): string[] {
  const points = (share: number) => percentText(share);
  return thresholdScaling().map(({ runs, below, scaled, impliedRate }, i) => {
    const implied =
      impliedRate === null
        ? 'more than 1.96 standard errors of any rate'
        : `1.96 standard errors of a rate of ${percentText(impliedRate, 0)} %`;
    const first = i === 0 ? '' : `; by 1/√n from the first it would be ${points(scaled)}`;
    return `${points(below)} points at ${grouped(runs)}: ${implied}${first}`;
  });
}
