import type { AnswerLibrary } from '../../studies/tracker/answer-library.ts';
import { TRACKED_FAULTS } from '../../studies/tracker/faults.ts';
import { librarySource, type TrackedSource } from '../../studies/tracker/tracked-source.ts';
import { Drawer } from './draw.ts';
import type { GradedFault } from './graded-faults.ts';
import type { AlarmsPlan } from './plan.ts';
import { type CourseSource, stageOn } from './seen-course.ts';
import type { Traffic } from './traffic.ts';

/** What courses are drawn from: requests that were served, and answers that were graded. */
export interface Measured {
  readonly trafficOf: (run: string) => Traffic;
  readonly library: AnswerLibrary;
}

export function courseSource(
  fault: GradedFault,
  plan: AlarmsPlan,
  { trafficOf, library }: Measured,
): CourseSource {
  return {
    before: new Drawer(fault.before, trafficOf),
    stages: fault.stages.map((stage) => new Drawer(stage, trafficOf)),
    tracked: trackedSource(fault, plan, { trafficOf, library }),
  };
}

/** A tracker asks tasks of its own: what its users ask, or how much, is nothing to it. */
function trackedSource(fault: GradedFault, plan: AlarmsPlan, measured: Measured): TrackedSource {
  const { answers } = fault;
  if (answers.kind === 'stages') return stagedSource(fault, plan, measured);
  if (answers.kind === 'tracked') {
    const tracked = TRACKED_FAULTS.find(({ id }) => id === answers.fault)!;
    return librarySource(measured.library, tracked, 'sampled');
  }
  const { rates } = measured.library.answersOf(answers.setting, 'sampled');
  return { before: rates, after: rates };
}

/** Each task passes as it did in the stage; before, as the library says of the tasks that were asked. */
function stagedSource(
  { stages }: GradedFault,
  plan: AlarmsPlan,
  { trafficOf, library }: Measured,
): TrackedSource {
  const passed = stages.map(({ run }) => new Map(trafficOf(run).map((each) => [each.task, each.passed])));
  const asked = [...passed[0].keys()].toSorted((a, b) => a - b);
  const { rates } = library.answersOf('none', 'sampled');
  const after = passed.map((stage) => Float64Array.from(asked, (task) => Number(stage.get(task))));
  return {
    before: Float64Array.from(asked, (task) => rates[task]),
    after: after[0],
    afterOn: (day) => after[stageOn(day, after.length, plan)],
  };
}
