import type { Range } from '../../../numerics/plan.ts';
import { cutWords, enteredPlan, PLAN_WORDS } from '../../../report/fall.ts';
import type { Look } from '../../../studies/microscope/microscope.ts';
import { PLAN_NAMES, type PlanName } from '../../../studies/microscope/step-facts.ts';
import styles from './fall.module.css';

interface KernelLevelProps {
  readonly look: Look;
  readonly fall: () => void;
}

/** How both arms cut the sum of each operation, along its terms. The first operation that gives other bits is the way down. */
export function KernelLevel({ look, fall }: KernelLevelProps) {
  const entered = enteredPlan(look);
  return (
    <ul className={styles.kernels}>
      {PLAN_NAMES.map((name) => (
        <li key={name} data-differs={look.plansDiffer.includes(name)}>
          {name === entered ? (
            <button type="button" className={styles.enter} onClick={fall}>
              <Cuts {...{ look, name }} />
              <span aria-hidden="true">↓</span>
              <span className="unseen">: fall into one of its sums</span>
            </button>
          ) : (
            <Cuts {...{ look, name }} />
          )}
        </li>
      ))}
    </ul>
  );
}

function Cuts({ look, name }: { readonly look: Look; readonly name: PlanName }) {
  const differs = look.plansDiffer.includes(name);
  return (
    <span className={styles.cuts}>
      <span className={styles.kernelName}>
        {differs ? '≠' : '='} {PLAN_WORDS[name]}
      </span>
      {(['a', 'b'] as const).map((side) => (
        <span key={side} className={styles.cut} data-side={side}>
          <Bar runs={runsOf(look, side, name)} />
          <small>{cutWords(look, side, name)}</small>
        </span>
      ))}
    </span>
  );
}

/** A sum's terms, or attention's keys, in the runs that are added by themselves. */
function Bar({ runs }: { readonly runs: readonly Range[] }) {
  return (
    <span className={styles.bar} aria-hidden="true">
      {runs.map(({ start, end }) => (
        <span key={start} style={{ flexGrow: end - start }} />
      ))}
    </span>
  );
}

function runsOf(look: Look, side: 'a' | 'b', name: PlanName): readonly Range[] {
  const step = look[side];
  if (name === 'attention') return step.splits;
  return (name === 'rmsnorm' ? step.norm : step.matmul[name]).chunks;
}
