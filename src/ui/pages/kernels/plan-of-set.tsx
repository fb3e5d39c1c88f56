import { describePlan } from '../../../numerics/describe-plan.ts';
import { type KernelSet, rulesOf } from '../../../numerics/sets/sets.ts';
import { cutText } from '../../../report/plan-comparison.ts';
import { comparedPlan, type PlanQuestion } from '../../../workbench/cases/plan-comparison.ts';
import { planSentences } from '../../../workbench/cases/plans.ts';
import { dimensionsProblem, MOST_ROWS, placePath, WORKBENCH_SETS } from '../../../workbench/cases/setup.ts';
import { SetNotes } from '../../kit/kernel-set-field.tsx';
import styles from './plans-view.module.css';

interface PlanOfSetProps {
  readonly question: PlanQuestion;
  readonly set: KernelSet;
  readonly rows: number;
  /** Where the set's plans change. */
  readonly changes: string;
}

/** One set's plan at one M: in a line, as pieces and in sentences; whose rule it is, and where to run it. */
export function PlanOfSet({ question, set, rows, changes }: PlanOfSetProps) {
  const plan = comparedPlan(question, set, rows);
  const pieces = plan.operation === 'attention' ? plan.splits : plan.chunks;
  const total = pieces.at(-1)!.end;
  const { operation, dimensions } = question;
  const canRun =
    WORKBENCH_SETS.includes(set) && rows <= MOST_ROWS && dimensionsProblem(operation, dimensions) === null;
  return (
    <>
      <h3>
        {set} at M = {rows}: {cutText(plan)}
      </h3>
      <div className={styles.pieces} role="img" aria-label={cutText(plan)}>
        {pieces.map(({ start, end }) => (
          <span key={start} style={{ flexGrow: end - start }}>
            {(end - start) / total > 0.07 && end - start}
          </span>
        ))}
      </div>
      <p>{planSentences(plan).join(' ')}</p>
      <p>{changes}</p>
      {!rulesOf(set).batchInvariant && operation === 'attention' && rulesOf(set).library && (
        <p>All rows see the same number of keys here; among batchmates of other lengths it cuts otherwise.</p>
      )}
      <p>
        <code>{describePlan(plan)}</code>{' '}
        {canRun && (
          <a href={`#kernels/${placePath({ setup: { ...question, set, dtype: 'bf16' }, rows }).join('/')}`}>
            Run it and see its bits
          </a>
        )}
      </p>
      <SetNotes sets={[set]} />
    </>
  );
}
