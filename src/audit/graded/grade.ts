import { wilsonInterval } from '../../numerics/inference/wilson.ts';
import { meanInterval } from '../../numerics/mean-interval.ts';
import { ALARM_DETECTORS, type AlarmDetector } from './alarm-detectors.ts';
import type { DetectorGrade, GradedRow } from './alarms-report.ts';
import { courseSource, type Measured } from './course-source.ts';
import { gradeCanary } from './grade-canary.ts';
import { halfOf } from './grade-share.ts';
import type { GradedFault } from './graded-faults.ts';
import type { AlarmsPlan } from './plan.ts';
import { drawCourse, type SeenCourse, trackerTests } from './seen-course.ts';

const WEEK = 7;

/** What a detector did over courses. */
class Tally {
  readonly detector: AlarmDetector;
  /** Days on which it alarmed before the change and from it on, of each course. */
  readonly #quiet: number[] = [];
  readonly #changed: number[] = [];
  /** (courses) days until its first alarm from the change on, the first 1; null: none. */
  readonly #first: (number | null)[] = [];
  #blind = false;

  constructor(detector: AlarmDetector) {
    this.detector = detector;
  }

  add(course: SeenCourse, { faultDay }: AlarmsPlan): void {
    if (!course.days.every(this.detector.sees)) this.#blind = true;
    const alarm = this.detector.watch(course);
    const alarms = course.days.flatMap((day, i) => (alarm(day) ? [i + 1] : []));
    const after = alarms.filter((day) => day >= faultDay);
    this.#quiet.push(alarms.length - after.length);
    this.#changed.push(after.length);
    this.#first.push(after.length > 0 ? after[0] - faultDay + 1 : null);
  }

  /** Null where it had nothing to look at. */
  grade({ days, faultDay }: AlarmsPlan): DetectorGrade | null {
    if (this.#blind) return null;
    const seen = this.#first.filter((day) => day !== null);
    const share = wilsonInterval(seen.length, this.#first.length);
    return {
      detector: this.detector.id,
      quiet: weekly(this.#quiet, faultDay - 1),
      changed: weekly(this.#changed, days - faultDay + 1),
      seen: { value: share.rate, low: share.low, high: share.high },
      days: halfOf(seen, this.#first.length),
    };
  }
}

function weekly(counts: readonly number[], days: number) {
  const { mean, low, high } = meanInterval(counts.map((count) => (WEEK * count) / days));
  return { value: mean, low: Math.max(0, low), high };
}

/** Grades every detector on a fault. Pure: the same measurements and plan give the same grades. `pause` between courses. */
export async function gradeFault(
  fault: GradedFault,
  plan: AlarmsPlan,
  measured: Measured,
  pause: (course: number) => Promise<void> = async () => undefined,
): Promise<GradedRow> {
  const source = courseSource(fault, plan, measured);
  const tests = trackerTests(plan);
  const tallies = ALARM_DETECTORS.map((detector) => new Tally(detector));
  for (let index = 0; index < plan.courses; index++) {
    await pause(index);
    const course = drawCourse(source, plan, index, tests);
    for (const tally of tallies) tally.add(course, plan);
  }
  const canary = gradeCanary(fault, source, plan);
  return { fault: fault.id, outcomes: tallies.map((tally) => tally.grade(plan)), canary };
}
