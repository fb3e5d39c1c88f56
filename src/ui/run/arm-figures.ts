import type { Experiment, ExperimentArm } from '../../experiment/schema.ts';
import { OPERATIONS } from '../../numerics/dtypes.ts';
import { addStep, NO_STEPS, type StepRecord, traceKey } from '../../results/record.ts';
import type { ArmFigures, RunView } from '../store/lab-state.ts';

export function armFigures(steps: readonly StepRecord[], tokens: number): ArmFigures {
  const milliseconds = steps.reduce((sum, step) => sum + step.milliseconds, 0);
  return { ...steps.reduce(addStep, NO_STEPS), tokens, milliseconds };
}

/** Figures of each arm by name, as far as the run has come; an arm that draws companies counts all of them. */
export function figuresByArm(
  { arms }: Experiment,
  { steps, streams, companies }: RunView,
): Map<string, ArmFigures> {
  const tokensOf = ({ name, requests }: ExperimentArm) =>
    requests.reduce((sum, id) => sum + (streams[traceKey(name, id)]?.length ?? 0), 0);
  return new Map(
    arms.map((arm) => [arm.name, companies[arm.name] ?? armFigures(steps[arm.name] ?? [], tokensOf(arm))]),
  );
}

/**
 * The arm whose time another's is a fair price against: the first to serve the same requests with other kernels. Null where
 * there is none or the arm is itself that first one.
 */
export function baselineOf(name: string, { arms }: Experiment): string | null {
  const arm = arms.find((each) => each.name === name)!;
  const batch = arm.requests.join(' ');
  const first = arms.find((other) => other.requests.join(' ') === batch)!;
  const same = OPERATIONS.every((operation) => first.kernels[operation] === arm.kernels[operation]);
  return first === arm || same ? null : first.name;
}
