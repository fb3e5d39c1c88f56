import { useMemo } from 'react';
import { TreePicture } from '../../../charts/tree-picture.tsx';
import { describePlan } from '../../../numerics/describe-plan.ts';
import type { Range } from '../../../numerics/plan.ts';
import { counted } from '../../../results/text.ts';
import { planAt, planSentences } from '../../../workbench/cases/plans.ts';
import type { CaseSetup } from '../../../workbench/cases/setup.ts';
import { elementTree } from '../../../workbench/points/element-tree.ts';
import streams from '../../kit/styles/streams.module.css';
import styles from './points-view.module.css';

interface PlanCardProps {
  readonly setup: CaseSetup;
  readonly rows: number;
  readonly side: 'a' | 'b';
  /** Of row 0's output, whose real terms the tree has. */
  readonly element: number;
}

/** A plan in a line, as a picture, and in sentences. */
export function PlanCard({ setup, rows, side, element }: PlanCardProps) {
  const plan = useMemo(() => planAt(setup, rows), [setup, rows]);
  const tree = useMemo(() => elementTree(setup, rows, element), [setup, rows, element]);
  return (
    <div className={styles.planCard} data-side={side}>
      <h4>
        <span className={streams.badge}>{side.toUpperCase()}</span> M = {rows}{' '}
        <small>{describePlan(plan)}</small>
      </h4>
      {tree && (
        <TreePicture
          label={`Reduction of element ${element} at M = ${rows}: ${describePlan(plan)}`}
          root={tree.root}
          side={side}
        />
      )}
      {plan.operation === 'attention' && <Splits splits={plan.splits} keys={plan.keys} />}
      <p>{planSentences(plan).join(' ')}</p>
    </div>
  );
}

/** The keys from left to right, cut into their splits. */
function Splits({ splits, keys }: { readonly splits: readonly Range[]; readonly keys: number }) {
  return (
    <ol
      className={styles.splitsPicture}
      aria-label={`${counted(splits.length, 'split')} of ${counted(keys, 'key')}`}
    >
      {splits.map(({ start, end }) => (
        <li key={start} style={{ flexGrow: end - start }} title={`keys ${start} to ${end - 1}`}>
          {(end - start) / keys > 0.06 && end - start}
        </li>
      ))}
    </ol>
  );
}
