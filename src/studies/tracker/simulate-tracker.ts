import { type Proportion, wilsonInterval } from '../../numerics/inference/wilson.ts';
import { type MeanInterval, meanInterval } from '../../numerics/mean-interval.ts';
import { checkWhole } from './check-whole.ts';
import { type Course, simulateCourse, type TrackerPlan } from './course.ts';
import { DETECTORS, type Detector, type DetectorId } from './detectors.ts';
import type { TrackedSource } from './tracked-source.ts';
import { TrackerTests } from './tracker-tests.ts';

/** Days in a month, as false alarms are counted. */
export const MONTH = 30;

/** What a detector did over all courses. */
export interface DetectorOutcome {
  readonly id: DetectorId;
  /** Alarms in 30 days without the fault, mean over courses; null where no day is without it. */
  readonly falseAlarms: MeanInterval | null;
  /** Share of courses with an alarm on the first faulty day, within a week of it, within 30 days, and by the end. Null: the fault never comes. */
  readonly seen: Readonly<Record<'day' | 'week' | 'month' | 'end', Proportion>> | null;
  /** (days + 1) courses by how many days it took, the first faulty day 1; in place 0 those in which it was not seen. */
  readonly daysToDetect: readonly number[];
  /** Days until half of the courses had an alarm; null where less than half ever had. */
  readonly median: number | null;
}

export interface TrackerOutcome {
  readonly plan: TrackerPlan;
  readonly courses: number;
  readonly detectors: readonly DetectorOutcome[];
}

/** A course with the days on which each detector alarms, as a timeline shows it; days count from 1. */
export interface WatchedCourse extends Course {
  readonly alarms: ReadonlyMap<DetectorId, readonly number[]>;
}

interface Tally {
  readonly detector: Detector;
  readonly daysToDetect: number[];
  /** Of each course, alarms in 30 days without the fault. */
  readonly falseAlarms: number[];
}

/**
 * Many courses of a plan, run a few at a time: the same source and plan give the same outcome however they are divided. Throws
 * RangeError of a plan that cannot be.
 */
export class TrackerSimulation {
  readonly #source: TrackedSource;
  readonly #plan: TrackerPlan;
  readonly #tests: TrackerTests;
  readonly #tallies: readonly Tally[];
  #done = 0;

  constructor(source: TrackedSource, plan: TrackerPlan) {
    checkPlan(plan);
    this.#source = source;
    this.#plan = plan;
    this.#tests = new TrackerTests(plan);
    this.#tallies = detectorsOf(plan).map((detector) => ({
      ...{ detector, daysToDetect: new Array<number>(plan.days + 1).fill(0), falseAlarms: [] },
    }));
  }

  get done(): number {
    return this.#done;
  }

  /** One course by itself, whatever was run so far. */
  watched(index: number): WatchedCourse {
    const course = simulateCourse(this.#source, this.#plan, index);
    const alarms = detectorsOf(this.#plan).map((detector) => {
      return [detector.id, alarmDays(course, detector, this.#tests)] as const;
    });
    return { ...course, alarms: new Map(alarms) };
  }

  /** Runs the next course. */
  advance(): void {
    const { faultDay, days } = this.#plan;
    const before = faultDay === null ? days : Math.min(days, faultDay - 1);
    const course = simulateCourse(this.#source, this.#plan, this.#done++);
    for (const { detector, daysToDetect, falseAlarms } of this.#tallies) {
      const alarms = alarmDays(course, detector, this.#tests);
      const early = alarms.filter((day) => day <= before).length;
      if (before > 0) falseAlarms.push((MONTH * early) / before);
      const first = alarms.find((day) => day > before);
      daysToDetect[first === undefined ? 0 : first - before]++;
    }
  }

  /** Of the courses so far; at least one. */
  outcome(): TrackerOutcome {
    const detectors = this.#tallies.map((tally) => outcomeOf(tally, this.#plan, this.#done));
    return { plan: this.#plan, courses: this.#done, detectors };
  }
}

/** Those that can say anything of the plan. */
export function detectorsOf({ tasks }: Pick<TrackerPlan, 'tasks'>): readonly Detector[] {
  return DETECTORS.filter(({ paired }) => tasks === 'same' || !paired);
}

function alarmDays(course: Course, detector: Detector, tests: TrackerTests): number[] {
  const alarm = detector.watch(course, tests);
  return course.days.flatMap((day, i) => (alarm(day) ? [i + 1] : []));
}

function outcomeOf({ detector, daysToDetect, falseAlarms }: Tally, plan: TrackerPlan, courses: number) {
  const within = (days: number) => daysToDetect.slice(1, days + 1).reduce((sum, count) => sum + count, 0);
  const share = (days: number) => wilsonInterval(within(days), courses);
  const seen =
    plan.faultDay === null
      ? null
      : { day: share(1), week: share(7), month: share(MONTH), end: share(plan.days) };
  const half = daysToDetect.findIndex((_, day) => day > 0 && 2 * within(day) >= courses);
  return {
    ...{ id: detector.id, seen, daysToDetect },
    falseAlarms: falseAlarms.length > 0 ? meanInterval(falseAlarms) : null,
    median: half < 0 || seen === null ? null : half,
  };
}

/** What a plan may ask for, so that a course stays short: field, least, most. */
export const PLAN_BOUNDS = { perDay: [1, 2000], days: [1, 730], runs: [1, 20_000] } as const;
/** Answers of a course. */
const MOST_ANSWERS = 300_000;

/** Throws RangeError naming the field. */
export function checkPlan({ perDay, days, faultDay, baseline, seed }: TrackerPlan): void {
  checkWhole('perDay', perDay, PLAN_BOUNDS.perDay);
  checkWhole('days', days, PLAN_BOUNDS.days);
  if (perDay * days > MOST_ANSWERS)
    throw new RangeError(
      `perDay: expected at most ${Math.floor(MOST_ANSWERS / days)} over ${days} days, found ${perDay}`,
    );
  if (faultDay !== null) checkWhole('faultDay', faultDay, [1, days]);
  if (baseline.kind === 'runs') checkWhole('baseline.runs', baseline.runs, PLAN_BOUNDS.runs);
  checkWhole('seed', seed, [0, 2 ** 32 - 1]);
}
