import { lazy, Suspense, useRef, useState } from 'react';
import { detectorName, percentText } from '../../../../report/tracker.ts';
import { grouped } from '../../../../results/text.ts';
import type { TrackerPlan } from '../../../../studies/tracker/course.ts';
import { POWER_SIZES, type PowerPoint } from '../../../../studies/tracker/power-curve.ts';
import type { TrackedSource } from '../../../../studies/tracker/tracked-source.ts';
import tables from '../../../kit/styles/tables.module.css';
import { useWidth } from '../../../kit/use-width.ts';
import styles from './tracker.module.css';
import { usePower } from './use-simulation.ts';

const PowerChart = lazy(async () => ({ default: (await import('./power-chart.tsx')).PowerChart }));

/** How many tasks a day it would take. */
export function PowerPanel({ source, plan }: { readonly source: TrackedSource; readonly plan: TrackerPlan }) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const [asked, setAsked] = useState(false);
  const points = usePower(source, plan, asked);
  if (plan.faultDay === null) return null;
  return (
    <section className={tables.panel} aria-labelledby="power-title">
      <div className={tables.panelHead}>
        <h2 id="power-title">How many tasks a day it takes</h2>
        {!asked && (
          <button type="button" onClick={() => setAsked(true)}>
            Simulate other numbers of tasks
          </button>
        )}
        {asked && points.length < POWER_SIZES.length && (
          <output className={tables.note}>
            {points.length} of {POWER_SIZES.length} numbers of tasks
          </output>
        )}
      </div>
      <div ref={frame} className={styles.chart}>
        {points.length > 1 && width > 0 && (
          <Suspense fallback={<p className={tables.note}>Loading…</p>}>
            <PowerChart points={points} width={width} />
          </Suspense>
        )}
      </div>
      {points.length > 0 && <PowerTable points={points} />}
    </section>
  );
}

function PowerTable({ points }: { readonly points: readonly PowerPoint[] }) {
  const ids = [...points[0].week.keys()];
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={tables.scroll} tabIndex={0} aria-label="Power, table">
        <table>
          <thead>
            <tr>
              <th scope="col" className="number">
                tasks a day
              </th>
              <th scope="col" className="number">
                one day, exact
              </th>
              {ids.map((id) => (
                <th key={id} scope="col" className="number">
                  a week, {detectorName(id)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {points.map(({ perDay, oneDay, week }) => (
              <tr key={perDay}>
                <th scope="row" className="number">
                  {grouped(perDay)}
                </th>
                <td className="number">{percentText(oneDay)} %</td>
                {ids.map((id) => (
                  <td key={id} className="number">
                    {percentText(week.get(id)!.rate)} % [{percentText(week.get(id)!.low)},{' '}
                    {percentText(week.get(id)!.high)}]
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className={tables.note}>
        Chance that the fault is seen: by one day’s exact two-sided test against a rate that is known, by
        enumeration, as if all tasks were alike; and by each detector within the first week, simulated.
      </p>
    </>
  );
}
