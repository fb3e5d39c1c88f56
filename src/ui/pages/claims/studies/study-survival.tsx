import { lazy, Suspense, useId, useRef, useState } from 'react';
import { SURVIVAL_LOOKS } from '../../../../charts/survival-looks.ts';
import type { SurvivalCurve } from '../../../../charts/survival-rows.ts';
import { counted } from '../../../../results/text.ts';
import type { StudyOutcome } from '../../../../studies/sweep/outcome.ts';
import tables from '../../../kit/styles/tables.module.css';
import { useWidth } from '../../../kit/use-width.ts';
import { SliceFields } from './slice-fields.tsx';
import styles from './studies.module.css';
import { firstSlice, type MeasureSpace, placeAt, type Slice, spaceOf } from './study-dimensions.ts';

const SurvivalChart = lazy(async () => ({
  default: (await import('../../../../charts/survival-chart.tsx')).SurvivalChart,
}));

const TITLE = 'Share of answers without a fork';

/** How long answers go without a fork, a curve for each value of one of the things that they vary by. */
export function StudySurvival({ outcome }: { readonly outcome: StudyOutcome }) {
  const space = spaceOf(outcome, 'tokensToFork');
  const [slice, setSlice] = useState(() => firstSlice(space, 1));
  const box = useRef<HTMLElement>(null);
  const width = useWidth(box);
  const title = useId();
  if (!outcome.cells.some(({ survival }) => survival)) return null;
  const all = curvesOf(space, slice);
  const curves = all.slice(0, SURVIVAL_LOOKS.length);
  return (
    <section className={tables.panel} aria-labelledby={title} ref={box}>
      <h2 id={title}>{TITLE}</h2>
      <SliceFields space={space} slice={slice} names={['Curves by']} onChange={setSlice} />
      <div data-chart={TITLE} style={{ minHeight: 260 }}>
        {width > 0 && curves.length > 0 && (
          <Suspense>
            <SurvivalChart title={TITLE} curves={curves} width={Math.min(width - 32, 900)} />
          </Suspense>
        )}
      </div>
      <ul className={styles.keys}>
        {curves.map(({ name, censored }, index) => (
          <li key={name}>
            <svg width="34" height="10" viewBox="0 0 34 10" aria-hidden="true">
              <path
                d="M0,5H34"
                style={{
                  stroke: SURVIVAL_LOOKS[index].stroke,
                  strokeDasharray: SURVIVAL_LOOKS[index].dash,
                  strokeWidth: 2,
                }}
              />
            </svg>
            {name}: {counted(censored, 'answer')} without a fork
          </li>
        ))}
      </ul>
      {curves.length < all.length && (
        <p className={tables.note}>
          The first {curves.length} of {all.length} curves; the table of estimates has all.
        </p>
      )}
      <p className={tables.note}>
        Kaplan and Meier’s curves. A ring: answers went on from there without a fork.
      </p>
    </section>
  );
}

function curvesOf(space: MeasureSpace, slice: Slice): SurvivalCurve[] {
  const { name, labels } = space.dimensions[slice.over[0]];
  return labels.flatMap((label, value) => {
    const survival = space.at(placeAt(slice, [value]))?.survival;
    return survival ? [{ name: `${name} ${label}`, steps: survival.curve, censored: survival.censored }] : [];
  });
}
