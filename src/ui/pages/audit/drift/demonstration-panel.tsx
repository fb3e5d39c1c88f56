import { useState } from 'react';
import { type Demonstration, DOUBLED, MOVED } from '../../../../audit/drift/demonstration.ts';
import { alarmText, DRIFT_HEADS, driftCells } from '../../../../report/audit-drift.ts';
import { grouped, measured } from '../../../../results/text.ts';
import controls from '../../../kit/styles/controls.module.css';
import tables from '../../../kit/styles/tables.module.css';
import { faultOf, isUnderWay, resultOf } from '../../../state/task.ts';
import styles from './drift.module.css';
import { draw, stopDrawing, useDrift } from './drift-store.ts';

const ROWS = 1_000_000;

/** The article's own detector on two windows whose difference is known. */
export function DemonstrationPanel() {
  const work = useDrift((state) => state.demonstration);
  const [seed, setSeed] = useState(1);
  const found = resultOf(work);
  const fault = faultOf(work);
  return (
    <section className={tables.panel} aria-label="The article’s detector">
      <div className={tables.panelHead}>
        <h2>What |z| &gt; 3 sees</h2>
      </div>
      <p>
        The article alarms where the mean has moved by more than three standard errors. Draw two windows of{' '}
        {grouped(ROWS)} values whose difference is known: in one column the variance doubles, in one the mean
        moves by a hundredth of a standard deviation, in one nothing changes.
      </p>
      {isUnderWay(work) ? (
        <div className="row" role="status">
          <progress value={work.progress.done} max={Math.max(1, work.progress.total)} aria-label="Drawing" />
          <button type="button" onClick={stopDrawing}>
            Cancel
          </button>
        </div>
      ) : (
        <button
          type="button"
          className={controls.primary}
          onClick={() => {
            void draw(seed, ROWS);
            setSeed(seed + 1);
          }}
        >
          {found ? 'Draw another' : 'Draw'}
        </button>
      )}
      {fault && (
        <p className={styles.refused} role="alert">
          {fault.message}
        </p>
      )}
      {found && <Drawn found={found} />}
    </section>
  );
}

function Drawn({ found: { report, doubled, rows } }: { readonly found: Demonstration }) {
  const of = (name: string) => report.columns.find((column) => column.name === name)!;
  const [spread, trifle] = [of(DOUBLED), of(MOVED)];
  return (
    <>
      <p className={styles.finding} role="status">
        The doubled variance: z is {measured(spread.z.z ?? 0)}, {spread.z.alarm ? 'an alarm' : 'no alarm'},
        while KS finds D {measured(spread.ks.d ?? 0)}. The trifle, of {grouped(rows)} values: z is{' '}
        {measured(trifle.z.z ?? 0)}, {trifle.z.alarm ? 'an alarm' : 'no alarm'}, for a PSI of{' '}
        {measured(trifle.psi ?? 0)} and a distance of {measured(trifle.wassersteinOfStd ?? 0)} standard
        deviations, where tools begin at 0.1.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is to be scrolled by keys too. */}
      <section className={tables.scroll} tabIndex={0} aria-label="Drawn columns">
        <table className={styles.columns}>
          <thead>
            <tr>
              <th scope="col">column</th>
              <th scope="col">alarms</th>
              {DRIFT_HEADS.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {report.columns.map((column) => (
              <tr key={column.name}>
                <th scope="row">{column.name}</th>
                <td className={column.alarms.length > 0 ? styles.alarm : ''}>{alarmText(column)}</td>
                {driftCells(column).map((cell, i) => (
                  <td key={DRIFT_HEADS[i]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className={tables.note}>
        Of {doubled.draws} pairs of {grouped(doubled.values)} values whose variance doubles, |z| &gt; 3 in{' '}
        {measured(100 * doubled.z)} % and KS at the same level (0.27 %) in {measured(100 * doubled.ks)} %.
      </p>
    </>
  );
}
