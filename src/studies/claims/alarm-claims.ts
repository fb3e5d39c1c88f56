import type { AlarmsGrade, AlarmsReport } from '../../audit/graded/alarms-report.ts';
import { judgedAs } from '../../audit/graded/graded-faults.ts';
import { type DetectorSummary, detectorSummaries, faultRows } from '../../audit/graded/summary.ts';
import { listed } from '../../results/text.ts';
import type { Claim, Judgement } from './claim.ts';
import { percent } from './figures.ts';
import { depends, doesNot, holds, notMeasured, undecided } from './judgements.ts';

const ALARMS = 'npm run -s bake:alarms';

const names = (summary: DetectorSummary['tells']) => listed(summary.map(({ name }) => name));

/** Whether what is recommended tells real faults, and is quiet at what is none. */
export function judgeAlarms({ grades: [grade] }: AlarmsReport): Judgement {
  const summaries = detectorSummaries(grade).filter(({ detector }) => detector.recommended);
  const faults = [...summaries[0].tells, ...summaries[0].misses];
  const unseen = faults.filter((fault) => summaries.every(({ tells }) => !tells.includes(fault)));
  const best = summaries.toSorted((a, b) => b.tells.length - a.tells.length)[0];
  const startled = summaries.filter((summary) => summary.startled.length > 0);
  const between = unseen.length === 0 ? 'tell every fault' : `miss ${unseen.length}: ${names(unseen)}`;
  const found = `At ${grade.plan.perDay} requests a day the best of ${summaries.length} (${best.detector.name}) tells ${best.tells.length} of ${faults.length} real faults, and all of them together ${between}. ${startled.length} of them go off once a week or more at a change that breaks nothing.`;
  if (unseen.length === 0)
    return startled.length === 0 ? holds(found) : depends('whether users change', found);
  return best.tells.length === 0 ? doesNot(found) : depends('the fault', found);
}

/** Whether a small share of traffic, compared with the rest, calls faults off before everybody has them. */
export function judgeCanary({ grades: [grade] }: AlarmsReport): Judgement {
  const { broken, quiet } = canaryRows(grade);
  if (broken.length === 0) return undecided('No fault was graded.');
  const stopped = broken.filter(({ row }) => row.canary.harm.value >= 0.5);
  // What is not shown to be as good is rolled back too, and a release that is sound with it.
  const wrongly = Math.max(...quiet.map(({ row }) => row.canary.harm.value + row.canary.unproven));
  const harmless = Math.max(...quiet.map(({ row }) => row.canary.harm.value));
  const named = stopped.length === 0 ? '' : ` (${names(stopped.map(({ fault }) => fault))})`;
  const found = `Compared by latency and right answers, a canary is shown to do harm in half of its trials at ${stopped.length} of ${broken.length} faults${named}, and in ${percent(harmless)} where nothing is wrong; with no harm shown, a sound release is rolled back as unproven in ${percent(wrongly - harmless)} of trials.`;
  if (harmless > 0.05) return doesNot(found, 'it calls off what is sound');
  if (stopped.length === 0) return doesNot(found, 'its requests are too few for faults of this size');
  if (stopped.length < broken.length)
    return depends('how large the fault is: a small share sees a large one', found);
  return wrongly > 0.5 ? depends('how long it may last: it stops what is sound too', found) : holds(found);
}

function canaryRows(grade: AlarmsGrade) {
  const rows = faultRows(grade);
  return {
    broken: rows.filter(({ fault }) => judgedAs(fault) === 'broken'),
    quiet: rows.filter(({ fault }) => fault.id === 'none'),
  };
}

/** Whether the tail's limit tells more than the mean's. */
export function judgeTailAlarm({ grades: [grade] }: AlarmsReport): Judgement {
  const summaries = detectorSummaries(grade);
  const of = (id: string) => summaries.find(({ detector }) => detector.id === id)!;
  const [mean, p95, p99] = ['mean', 'p95', 'p99'].map((each) => of(`latency-${each}`));
  const words = [mean, p95, p99].map(
    ({ detector, tells, startled }) =>
      `${detector.name} tells ${tells.length} and goes off at ${startled.length} changes that break nothing`,
  );
  const only = [...p95.tells, ...p99.tells].filter((fault) => !mean.tells.includes(fault));
  const total = mean.tells.length + mean.misses.length;
  const found = `Of ${total} faults ${listed(words)}.`;
  if (only.length > 0) return holds(found, `${names([...new Set(only)])} by the tail alone`);
  return doesNot(found, 'what moves the tail of so few requests a day, other arrivals move as much');
}

const ARTICLE = {
  document: 'article',
  group: 'monitoring',
  quoted: false,
  place: null,
  short: null,
} as const;
const GRADED = {
  noShort:
    'Faults are served and days drawn from them for a quarter of an hour; the page Audit grades one fault anew at once.',
  full: { command: ALARMS, takes: 'twenty minutes' },
  ...{ experiment: '#audit/alarms', lesson: 'the-tax' },
};

/** What is recommended for watching, by faults that were really served. */
export const ALARM_CLAIMS: readonly Claim[] = [
  {
    ...{ ...ARTICLE, ...GRADED, id: 'alarms' },
    says: 'Monitoring latency, inputs and drift sees silent degradation.',
    source: { checked: 'not given', says: 'Advice; no detector’s power is cited.' },
    needs: 'real faults of a served model, and every alarm on the same days',
    judge: ({ alarms }) => (alarms ? judgeAlarms(alarms) : notMeasured(ALARMS)),
  },
  {
    ...{ ...ARTICLE, ...GRADED, id: 'tail-alarm' },
    says: 'An alarm on p95 or p99 sees what the mean does not.',
    source: { checked: 'not given', says: 'Advice; no figure is cited.' },
    needs: 'limits on mean, p95 and p99, on the same days with and without faults',
    judge: ({ alarms }) => (alarms ? judgeTailAlarm(alarms) : notMeasured(ALARMS)),
  },
  {
    ...{ ...ARTICLE, ...GRADED, id: 'five-percent-canary' },
    says: 'A canary of 5 % of the traffic stops a bad release.',
    source: { checked: 'not given', says: 'Advice; what such a share can see is not said.' },
    needs: 'a sequential test of the canary’s requests against the others’, fault by fault',
    judge: ({ alarms }) => (alarms ? judgeCanary(alarms) : notMeasured(ALARMS)),
    ...{ experiment: '#load/preset/canary-rollback', card: 'canary' },
  },
];
