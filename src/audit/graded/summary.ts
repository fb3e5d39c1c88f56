import { ALARM_DETECTORS, type AlarmDetector } from './alarm-detectors.ts';
import type { AlarmsGrade, DetectorGrade, GradedRow } from './alarms-report.ts';
import { GRADED_FAULTS, type GradedFault, judgedAs } from './graded-faults.ts';

/** Share of courses that must have seen a fault before a detector counts as one that tells it. */
const HALF = 0.5;
/** Alarms a week from which one is noise. */
export const NOISY = 1;

/** A fault and what every detector did about it. */
export interface FaultRow {
  readonly fault: GradedFault;
  readonly row: GradedRow;
}

/** What a detector is worth over all faults. */
export interface DetectorSummary {
  readonly detector: AlarmDetector;
  /** Of faults and leaks that it could look at: those that it tells, and those that it does not. */
  readonly tells: readonly GradedFault[];
  readonly misses: readonly GradedFault[];
  /** Alarms a week where there is no fault at all: mean over all days. */
  readonly falseAlarms: number;
  /** Changes that are no fault of the service at which it alarms once a week or more often. */
  readonly startled: readonly GradedFault[];
}

export function faultRows({ rows }: AlarmsGrade): FaultRow[] {
  return rows.flatMap((row) => {
    const fault = GRADED_FAULTS.find(({ id }) => id === row.fault);
    return fault ? [{ fault, row }] : [];
  });
}

/**
 * Whether a detector tells a fault: half of the courses have an alarm, and alarms come more often than before it and than in the same days
 * without it, by more than the intervals. An alarm that goes off every week anyway tells nothing.
 */
export function tellsFault(
  { seen, quiet, changed }: DetectorGrade,
  without: readonly (DetectorGrade | null)[] = [],
): boolean {
  const anyway = Math.max(quiet.high, ...without.map((each) => each?.changed.high ?? 0));
  return seen.value >= HALF && changed.low > anyway;
}

/** What a detector does without a fault: one that goes by requests, also where the same service has other arrivals. */
export function withoutFault({ rows }: AlarmsGrade, at: number): (DetectorGrade | null)[] {
  const { group } = ALARM_DETECTORS[at];
  const byRequests = group === 'drift' || group === 'thresholds';
  const ids = byRequests ? ['none', 'arrivals'] : ['none'];
  return rows.filter(({ fault }) => ids.includes(fault)).map(({ outcomes }) => outcomes[at]);
}

export function detectorSummaries(grade: AlarmsGrade): DetectorSummary[] {
  const rows = faultRows(grade);
  return ALARM_DETECTORS.map((detector, at) => {
    const looked = rows.flatMap(({ fault, row }) => {
      const outcome = row.outcomes[at];
      return outcome ? [{ fault, outcome }] : [];
    });
    const broken = looked.filter(({ fault }) => judgedAs(fault) === 'broken');
    const without = withoutFault(grade, at);
    const named = (list: typeof looked) => list.map(({ fault }) => fault);
    const none = looked.find(({ fault }) => fault.id === 'none')?.outcome;
    return {
      detector,
      tells: named(broken.filter(({ outcome }) => tellsFault(outcome, without))),
      misses: named(broken.filter(({ outcome }) => !tellsFault(outcome, without))),
      falseAlarms: none ? overAll(none, grade) : 0,
      startled: named(
        looked.filter(
          ({ fault, outcome }) =>
            judgedAs(fault) === 'sound' && fault.id !== 'none' && outcome.changed.value >= NOISY,
        ),
      ),
    };
  });
}

/** Alarms a week over days before and after a change that is none. */
export function overAll({ quiet, changed }: DetectorGrade, { plan }: AlarmsGrade): number {
  const before = plan.faultDay - 1;
  return (quiet.value * before + changed.value * (plan.days - before)) / plan.days;
}
