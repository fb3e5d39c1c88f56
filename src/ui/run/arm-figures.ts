import { expandArms } from '../../experiment/expand-arms.ts';
import type { Experiment, ExperimentArm } from '../../experiment/schema.ts';
import { OPERATIONS } from '../../numerics/dtypes.ts';
import { type StepRecord, traceKey } from '../../results/record.ts';
import type { RunView } from '../store/lab-state.ts';

/** What an arm has cost so far. */
export interface ArmFigures {
  readonly steps: number;
  /** Smallest and largest M; null before the first step. */
  readonly rows: readonly [number, number] | null;
  readonly tokens: number;
  readonly milliseconds: number;
}

export function armFigures(steps: readonly StepRecord[], tokens: number): ArmFigures {
  const rows = steps.map((step) => step.rows);
  return {
    steps: steps.length,
    rows: rows.length > 0 ? [Math.min(...rows), Math.max(...rows)] : null,
    tokens,
    milliseconds: steps.reduce((sum, step) => sum + step.milliseconds, 0),
  };
}

/** Figures of each arm by name, as far as the run has come; an arm that draws companies counts all of them. */
export function figuresByArm(experiment: Experiment, { steps, streams }: RunView): Map<string, ArmFigures> {
  const { together, drawn } = expandArms(experiment);
  const tokensOf = ({ name, requests }: ExperimentArm) =>
    requests.reduce((sum, id) => sum + (streams[traceKey(name, id)]?.length ?? 0), 0);
  return new Map(
    experiment.arms.map(({ name, companies }) => {
      const arms = companies
        ? drawn.filter((arm) => arm.name.startsWith(`${name}#`))
        : together.filter((arm) => arm.name === name);
      const tokens = arms.reduce((sum, arm) => sum + tokensOf(arm), 0);
      return [
        name,
        armFigures(
          arms.flatMap((arm) => steps[arm.name] ?? []),
          tokens,
        ),
      ];
    }),
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
