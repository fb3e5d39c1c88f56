import { trueMinus } from '../numerics/true-minus.ts';
import { aligned, grouped, listed, paragraph } from '../results/text.ts';
import type { TrackerPlan } from '../studies/tracker/course.ts';
import { DETECTORS, type DetectorId } from '../studies/tracker/detectors.ts';
import type { PowerPoint } from '../studies/tracker/power-curve.ts';
import type { DetectorOutcome, TrackerOutcome } from '../studies/tracker/simulate-tracker.ts';
import { meanRate, type TrackedSource } from '../studies/tracker/tracked-source.ts';

/** `57.0`: a share in percent. */
export function percentText(share: number, digits = 1): string {
  return (100 * share).toFixed(digits);
}

export function detectorName(id: DetectorId): string {
  return DETECTORS.find((detector) => detector.id === id)!.name;
}

/** What is simulated, in a sentence. */
export function planWords({ perDay, days, faultDay, tasks, baseline }: TrackerPlan): string {
  const asked = tasks === 'same' ? 'the same tasks every day' : 'a fresh sample every day';
  const known =
    baseline.kind === 'known'
      ? 'a baseline that is known exactly'
      : `a baseline estimated from ${grouped(baseline.runs)} runs`;
  const fault = faultDay === null ? 'no fault' : `the fault from day ${faultDay} on`;
  return `${grouped(perDay)} tasks a day for ${grouped(days)} days, ${asked}, against ${known}; ${fault}.`;
}

/** What the fault does to pass rates, in a sentence. */
export function sourceWords({ before, after }: TrackedSource, fault: string): string {
  const [from, to] = [meanRate(before), meanRate(after)];
  const points = Math.round(1000 * (to - from)) / 10 || 0;
  const sign = points > 0 ? '+' : '';
  return `${fault}: ${percentText(from)} % of all tasks pass before it, ${percentText(to)} % under it (${sign}${trueMinus(points.toFixed(1))} points).`;
}

export const OUTCOME_HEADS: readonly string[] = [
  'detector',
  'false alarms a month',
  'seen the same day',
  'within a week',
  'in 30 days',
  'half by day',
];

/** The cells of a detector's line, in the order of the heads. */
export function outcomeCells(outcome: DetectorOutcome): string[] {
  const { id, falseAlarms, seen, median } = outcome;
  const alarms = falseAlarms
    ? `${falseAlarms.mean.toFixed(2)} [${Math.max(0, falseAlarms.low).toFixed(2)}, ${falseAlarms.high.toFixed(2)}]`
    : '-';
  const share = (of: 'day' | 'week' | 'month') =>
    seen
      ? `${percentText(seen[of].rate)} % [${percentText(seen[of].low)}, ${percentText(seen[of].high)}]`
      : '-';
  return [
    detectorName(id),
    alarms,
    share('day'),
    share('week'),
    share('month'),
    median === null ? '-' : `${median}`,
  ];
}

/** Detectors side by side as plain text. */
export function formatTracker(outcome: TrackerOutcome, source: TrackedSource, fault: string): string[] {
  const rows = [OUTCOME_HEADS, ...outcome.detectors.map(outcomeCells)];
  return [
    ...paragraph(planWords(outcome.plan)),
    ...paragraph(sourceWords(source, fault)),
    '',
    ...aligned(rows),
    '',
    ...paragraph(
      `Means over ${grouped(outcome.courses)} simulated courses with 95 % intervals. An alarm is a significant fall; what looks higher is no alarm.`,
    ),
  ];
}

/** Power by tasks a day as plain text. */
export function formatPower(points: readonly PowerPoint[]): string[] {
  if (points.length === 0) return [];
  const ids = [...points[0].week.keys()];
  const rows = [
    ['tasks a day', 'one day, exact', ...ids.map((id) => `a week, ${detectorName(id)}`)],
    ...points.map(({ perDay, oneDay, week }) => [
      grouped(perDay),
      `${percentText(oneDay)} %`,
      ...ids.map((id) => `${percentText(week.get(id)!.rate)} %`),
    ]),
  ];
  return ['Chance that the fault is seen', ...aligned(rows)];
}

/** What the outcome says, in a sentence for each thing that it shows. */
export function trackerVerdict({ plan, detectors }: TrackerOutcome): string {
  const noisy = detectors
    .filter(({ falseAlarms }) => (falseAlarms?.low ?? 0) > 0.5)
    .map(({ id }) => detectorName(id));
  const alarms =
    plan.faultDay === 1
      ? 'There is no day without the fault to count false alarms on.'
      : noisy.length === 0
        ? 'None of them alarms falsely more than once in two months.'
        : `More than one false alarm in two months: ${listed(noisy)}.`;
  if (plan.faultDay === null) return alarms;
  const best = detectors.toSorted((a, b) => b.seen!.week.rate - a.seen!.week.rate)[0];
  const missed = detectors.filter(({ seen }) => seen!.end.rate < 0.5).map(({ id }) => detectorName(id));
  const late = missed.length === 0 ? '' : ` In most courses never seen by ${listed(missed)}.`;
  return `Within a week of the fault ${detectorName(best.id)} sees it most often, in ${percentText(best.seen!.week.rate, 0)} % of courses.${late} ${alarms}`;
}
