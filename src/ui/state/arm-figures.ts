import type { Experiment, ExperimentArm } from '../../experiment/schema.ts';
import { OPERATIONS } from '../../numerics/operations.ts';
import { addStep, NO_STEPS, type StepRecord, traceKey } from '../../results/record.ts';
import type { ArmFigures, RunView } from './lab-state.ts';

export function armFigures(steps: readonly StepRecord[], tokens: number): ArmFigures {
  const milliseconds = steps.reduce((sum, step) => sum + step.milliseconds, 0);
  return { ...steps.reduce(addStep, NO_STEPS), tokens, milliseconds };
}

/** What one step costs that decodes with the whole batch. */
export interface DecodeCost {
  /** M: the most rows of a step that only decodes. */
  readonly rows: number;
  /** Steps of so many rows. */
  readonly steps: number;
  /** Their median, the lower of the two in the middle where there is no one middle. */
  readonly milliseconds: number;
}

/**
 * Of the steps that only decode those with the most rows: a prompt's steps have many more, and as requests end the last ones have
 * fewer. Null where no step only decodes.
 */
export function decodeCost(steps: readonly StepRecord[]): DecodeCost | null {
  const decoding = steps.filter(
    ({ slices }) => slices.length > 0 && slices.every(({ kind }) => kind === 'decode'),
  );
  if (decoding.length === 0) return null;
  const rows = Math.max(...decoding.map((step) => step.rows));
  const times = decoding.filter((step) => step.rows === rows).map(({ milliseconds }) => milliseconds);
  const middle = times.toSorted((x, y) => x - y)[Math.floor((times.length - 1) / 2)];
  return { rows, steps: times.length, milliseconds: middle };
}

/** What `decodeCost` gives, where a figure is shown. */
export const DECODE_COST_WORDS =
  'Median time of the steps that only decode and have the most rows: the whole batch, no prompt. By the page’s clock.';

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
  const first = arms.find(({ requests }) => isSameList(requests, arm.requests))!;
  const same = OPERATIONS.every(
    (operation) =>
      first.kernels[operation] === arm.kernels[operation] &&
      first.shaders?.[operation] === arm.shaders?.[operation],
  );
  return first === arm || same ? null : first.name;
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((entry, index) => entry === b[index]);
}
