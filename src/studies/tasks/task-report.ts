import { promiseEqualBits } from '../../results/checks.ts';
import { hasKernelSets } from '../../results/posture.ts';
import type { ArmRecord, RunRecord } from '../../results/record.ts';
import { compareScores, type PairedScores, scoreRequests, type TaskScores } from './tally.ts';
import type { Task } from './task-file.ts';

/** One arm's scores and how it ran. */
export interface TaskArmReport extends TaskScores {
  readonly arm: string;
  readonly kernels: ArmRecord['kernels'];
  readonly dtype: ArmRecord['dtype'];
  /** Of an arm with two widths. */
  readonly dynamic?: NonNullable<ArmRecord['dynamic']>;
  readonly timing: ArmRecord['timing'];
}

/** What `lab tasks --json` writes: the first arm's scores, then the other arms', each compared with the first. */
export interface TaskReport
  extends TaskArmReport,
    Pick<RunRecord, 'lost' | 'model' | 'engine' | 'adapter' | 'notes' | 'postures'> {
  readonly against: readonly (TaskArmReport & { readonly comparison: PairedScores })[];
  /** Arms that promise the first one's bits and do not give them. */
  readonly broken: readonly string[];
}

/** Scores every arm of a run of `tasks`. `budgets`: by name, most new tokens of those that were given fewer than tasks ask for. */
export function taskReport(
  tasks: readonly Task[],
  record: RunRecord,
  budgets: ReadonlyMap<string, number> = new Map(),
): TaskReport {
  const { lost, model, engine, adapter, notes, postures, arms } = record;
  const [first, ...others] = arms.map((arm): TaskArmReport => {
    const { name, kernels, dtype, dynamic, timing } = arm;
    return {
      arm: name,
      kernels,
      dtype,
      ...(dynamic && { dynamic }),
      timing,
      ...scoreRequests(tasks, arm.requests),
    };
  });
  const against = others.map((other) => ({ ...other, comparison: compareScores(other, first) }));
  const broken = against
    .filter(
      ({ comparison }, i) =>
        hasKernelSets(engine) &&
        comparison.otherBits > 0 &&
        budgets.get(arms[0].name) === budgets.get(arms[i + 1].name) &&
        promiseEqualBits(arms[0], arms[i + 1]),
    )
    .map(({ arm, comparison }) => {
      return `${arm} and ${first.arm} must agree bit for bit and do not in ${comparison.otherBits} of ${tasks.length} tasks`;
    });
  return { lost: [...lost, ...broken], model, engine, adapter, notes, postures, ...first, against, broken };
}
