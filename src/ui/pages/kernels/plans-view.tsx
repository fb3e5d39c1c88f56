import { lazy, Suspense, useEffect, useMemo } from 'react';
import { changesText, questionText } from '../../../report/plan-comparison.ts';
import { comparePlans, MOST_COMPARED } from '../../../workbench/cases/plan-comparison.ts';
import setupStyles from '../../kit/styles/setup.module.css';
import tables from '../../kit/styles/tables.module.css';
import { PlanBands } from './plan-bands.tsx';
import { PlanOfSet } from './plan-of-set.tsx';
import { PlansForm } from './plans-form.tsx';
import { followPlans, usePlans } from './plans-store.ts';
import styles from './plans-view.module.css';

const CliffFigure = lazy(async () => ({ default: (await import('./cliffs/cliff-figure.tsx')).CliffFigure }));

/** How every kernel set cuts one sum as M grows: known from the rules, nothing is run. */
export function PlansView({ path }: { readonly path: readonly string[] }) {
  const refused = usePlans((state) => state.refused);
  const { question, set, rows } = usePlans((state) => state.place);
  const sets = useMemo(() => comparePlans(question), [question]);
  const address = path.join('/');
  useEffect(() => followPlans(address === '' ? [] : address.split('/')), [address]);
  const open = sets.find((one) => one.set === set) ?? sets[0];
  return (
    <div className={styles.plansView}>
      <PlansForm />
      <div className={styles.plansMain}>
        {refused && (
          <p className={setupStyles.refused} role="alert">
            This link leads to no plan: {refused}
          </p>
        )}
        <section className={tables.panel} aria-label="Plans over M">
          <h3>
            M = 1 to {MOST_COMPARED}: {questionText(question)}
          </h3>
          <p className={tables.note}>
            A step for each plan of row 0’s sum, as high as the number of its pieces. Where a step begins, the
            order changes and bits may; along a step the order is one, whoever shares the batch. Choose a
            place to see its plan.
          </p>
          <PlanBands sets={sets} set={open.set} rows={rows} />
        </section>
        <section className={tables.panel} aria-label="The plan">
          <PlanOfSet question={question} set={open.set} rows={rows} changes={changesText(open)} />
        </section>
        <Suspense fallback={null}>
          <CliffFigure />
        </Suspense>
      </div>
    </div>
  );
}
