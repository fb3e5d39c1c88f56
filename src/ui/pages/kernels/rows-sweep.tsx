import { useMemo } from 'react';
import { MOST_ROWS } from '../../../workbench/cases/setup.ts';
import charts from '../../kit/styles/charts.module.css';
import controls from '../../kit/styles/controls.module.css';
import tables from '../../kit/styles/tables.module.css';
import { faultOf, progressOf } from '../../state/task.ts';
import { setRows } from './points-place.ts';
import { usePoints } from './points-store.ts';
import { look, stopPoints, sweep } from './points-work.ts';
import { RowsSlider } from './rows-slider.tsx';
import styles from './rows-sweep.module.css';
import { RunsTable } from './runs-table.tsx';
import { sweepRuns, sweepWords } from './sweep-facts.ts';

/** M from 1 to 128 at a glance: where the plan changes, and where the bits of row 0 do. */
export function RowsSweep() {
  const setup = usePoints((state) => state.setup);
  const rows = usePoints((state) => state.rows);
  const points = usePoints((state) => state.points);
  const on = usePoints((state) => state.on);
  const runs = useMemo(() => sweepRuns(setup, points), [setup, points]);
  const words = useMemo(() => sweepWords(setup, points, on), [setup, points, on]);
  return (
    <section className={tables.panel} aria-label="M from 1 to 128">
      <div className={styles.rowsHead}>
        <h3>Row 0 among M rows</h3>
        <label className={styles.rowsNumber}>
          M{' '}
          <input
            type="number"
            min={1}
            max={MOST_ROWS}
            value={rows}
            onChange={(event) => setRows(event.target.valueAsNumber)}
          />
        </label>
        <SweepButton all={Object.keys(points).length >= MOST_ROWS} />
      </div>
      <RowsSlider rows={rows} runs={runs} />
      <p className={styles.rowsLegend}>
        <span>
          Upper band: <b>plans</b> by number, known without running.
        </span>
        <span>
          Lower band: <b>bits</b> of row 0’s output, a letter for each different result; hatched: not run yet.
        </span>
      </p>
      <div role="status" className={styles.sweepWords}>
        {words.map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      <RunsTable runs={runs} rows={rows} />
    </section>
  );
}

function SweepButton({ all }: { readonly all: boolean }) {
  const work = usePoints((state) => state.work);
  const progress = progressOf(work);
  const fault = faultOf(work);
  if (progress?.doing === 'sweeping')
    return (
      <div className={`${charts.workLine} ${styles.workLine}`} data-part="work-line">
        <progress aria-label="Running every M" value={progress.done} max={MOST_ROWS} />
        <span>
          M = {progress.done} of {MOST_ROWS}
        </span>
        <button type="button" onClick={stopPoints}>
          Stop
        </button>
      </div>
    );
  return (
    <div className={`${charts.workLine} ${styles.workLine}`} data-part="work-line">
      <button type="button" className={controls.primary} disabled={all} onClick={() => void sweep()}>
        {all ? 'Every M was run' : 'Run M = 1 to 128'}
      </button>
      {fault && (
        <p className={charts.workFailed} role="alert">
          {fault.message}{' '}
          <button type="button" className={controls.link} onClick={() => void look()}>
            Try again
          </button>
        </p>
      )}
    </div>
  );
}
