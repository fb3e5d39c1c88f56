import { planText } from '../../../report/plan.ts';
import type { Look } from '../../../studies/microscope/microscope.ts';
import { PLAN_NAMES } from '../../../studies/microscope/step-facts.ts';
import { Name } from '../../kit/name.tsx';
import tables from '../../kit/styles/tables.module.css';
import styles from './microscope.module.css';

/** The reduction plans of the step in both arms. */
export function PlanTable({ look: { a, b, plansDiffer } }: { readonly look: Look }) {
  const count = plansDiffer.length;
  return (
    <details className={styles.lookPlans}>
      <summary>
        Plans of this step: {count === 0 ? 'all the same' : `${count} of ${PLAN_NAMES.length} differ`}; M ={' '}
        {a.rows} in A, {b.rows} in B
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={tables.scroll} tabIndex={0} aria-label="Plans of this step">
        <table>
          <thead>
            <tr>
              <th scope="col">operation</th>
              <th scope="col">
                A, <Name of={a.arm} />
              </th>
              <th scope="col">
                B, <Name of={b.arm} />
              </th>
            </tr>
          </thead>
          <tbody>
            {PLAN_NAMES.map((name) => (
              <tr key={name}>
                <th scope="row" className={plansDiffer.includes(name) ? styles.planDiffers : ''}>
                  {plansDiffer.includes(name) ? '≠' : '='} {name}
                </th>
                <td>{planText(a, name)}</td>
                <td>{planText(b, name)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
