import { simulateCourse, type TrackerPlan } from '../../../../studies/tracker/course.ts';
import { dayOf, dayText } from '../../../../studies/tracker/read-timeline.ts';
import type { TrackedSource } from '../../../../studies/tracker/tracked-source.ts';

/** The day that simulated days begin on. */
const FIRST = '2026-01-01';

const dateOf = (day: number) => dayText(dayOf(FIRST)! + day - 1);

/** The first course of a plan as somebody would enter it. */
export function simulatedRates(source: TrackedSource, plan: TrackerPlan): string {
  const { days } = simulateCourse(source, plan, 0);
  return [
    'date,passed,total',
    ...days.map(({ passed }, i) => `${dateOf(i + 1)},${passed},${plan.perDay}`),
  ].join('\n');
}

/** Events of a plan's days: some that have nothing to do with them, and where there is a fault its first day. */
export function simulatedEvents({ days, faultDay }: TrackerPlan): string {
  const others = OTHERS.filter(([day]) => day <= days && day !== faultDay);
  const all = [
    ...others.map(([day, words]) => ({ day, words })),
    ...(faultDay === null ? [] : [{ day: faultDay, words: 'other the fault is switched on' }]),
  ];
  return all
    .toSorted((a, b) => a.day - b.day)
    .map(({ day, words }) => `${dateOf(day)} ${words}`)
    .join('\n');
}

/** Made up. */
const OTHERS: readonly (readonly [day: number, words: string])[] = [
  [4, 'outage logins failed for an hour'],
  [11, 'adoption an advertisement'],
  [18, 'outage slow answers'],
  [26, 'adoption a free month'],
  [38, 'outage logins failed again'],
  [47, 'adoption a new app'],
  [55, 'outage errors in one region'],
];

export const EXAMPLE_EVENTS: string = OTHERS.map(([day, words]) => `${dateOf(day)} ${words}`).join('\n');
