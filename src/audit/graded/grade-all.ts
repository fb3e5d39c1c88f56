import type { AnswerLibrary } from '../../studies/tracker/answer-library.ts';
import type { AlarmsGrade, AlarmsReport } from './alarms-report.ts';
import type { Measured } from './course-source.ts';
import { gradeFault } from './grade.ts';
import { GRADED_FAULTS, type GradedFault } from './graded-faults.ts';
import { type AlarmsPlan, PLANS } from './plan.ts';
import { SERVICE_RUNS } from './service-runs.ts';
import { type TrafficFile, trafficOf } from './traffic-file.ts';

export interface GradeOptions {
  /** Left out: all of them. */
  readonly faults?: readonly GradedFault[];
  readonly plans?: readonly AlarmsPlan[];
  /** Hears how far it is, before each course. Awaited: who wants to look at anything else may. */
  readonly onCourse?: (progress: GradeProgress) => void | Promise<void>;
}

export interface GradeProgress {
  readonly fault: GradedFault;
  readonly plan: AlarmsPlan;
  /** Courses of this fault and plan that are done. */
  readonly course: number;
}

/** What was measured, as days are drawn from it. Throws ModelError where a run is missing. */
export function measuredOf(file: TrafficFile, library: AnswerLibrary): Measured {
  const runs = new Map(SERVICE_RUNS.map(({ id }) => [id, trafficOf(file, id)]));
  return { trafficOf: (run) => runs.get(run)!, library };
}

/** Grades every detector on every fault. `hash`: of the traffic's file. */
export async function gradeAll(
  file: TrafficFile,
  hash: string,
  library: AnswerLibrary,
  { faults = GRADED_FAULTS, plans = PLANS, onCourse }: GradeOptions = {},
): Promise<AlarmsReport> {
  const measured = measuredOf(file, library);
  const grades: AlarmsGrade[] = [];
  for (const plan of plans) {
    const rows: AlarmsGrade['rows'][number][] = [];
    for (const fault of faults)
      rows.push(
        await gradeFault(fault, plan, measured, async (course) => await onCourse?.({ fault, plan, course })),
      );
    grades.push({ plan, rows });
  }
  const { engine, adapter, perSecond, runs } = file;
  const requests = runs.reduce((sum, { task }) => sum + task.length, 0);
  return { version: 1, engine, adapter, perSecond, requests, traffic: hash, grades };
}
