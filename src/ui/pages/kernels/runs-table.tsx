import { useEffect, useRef } from 'react';
import { describePlan } from '../../../numerics/describe-plan.ts';
import { grouped } from '../../../results/text.ts';
import controls from '../../kit/styles/controls.module.css';
import tables from '../../kit/styles/tables.module.css';
import styles from './kernels.module.css';
import { setRows } from './points-place.ts';
import { letterOf, spanWords } from './rows-axis.ts';
import rowsSweep from './rows-sweep.module.css';
import type { SweepRun } from './sweep-facts.ts';

interface RunsTableProps {
  readonly runs: readonly SweepRun[];
  /** M that is shown. */
  readonly rows: number;
}

/** The bands in figures; a run is opened at its first M. */
export function RunsTable({ runs, rows }: RunsTableProps) {
  const box = useRef<HTMLElement>(null);
  const current = runs.find(({ from, to }) => from <= rows && rows <= to)?.from;
  useEffect(() => {
    const row = box.current?.querySelector<HTMLElement>(`[data-from="${current}"]`);
    if (box.current && row) showIn(box.current, row);
  }, [current]);
  return (
    <section
      className={`${tables.scroll} ${rowsSweep.runs}`}
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
      tabIndex={0}
      aria-label="Plans and results by M"
    >
      <table>
        <thead>
          <tr>
            <th scope="col">M</th>
            <th scope="col">plan</th>
            <th scope="col">result</th>
            <th scope="col">SHA-256 of the bits</th>
            <th scope="col" className="number">
              differ from M = 1
            </th>
            <th scope="col" className="number">
              max ulp
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Run key={run.from} run={run} here={run.from <= rows && rows <= run.to} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Scrolls the box alone, never the page. */
function showIn(box: HTMLElement, row: HTMLElement): void {
  const past = row.offsetTop + row.offsetHeight - (box.scrollTop + box.clientHeight);
  const before = box.scrollTop - (row.offsetTop - row.offsetHeight);
  if (past > 0) box.scrollTop += past;
  else if (before > 0) box.scrollTop -= before;
}

function Run({ run, here }: { readonly run: SweepRun; readonly here: boolean }) {
  const { planIndex, plan, point, result } = run;
  return (
    <tr data-from={run.from} className={here ? styles.here : ''} aria-current={here ? 'true' : undefined}>
      <th scope="row">
        <button type="button" className={controls.link} onClick={() => setRows(run.from)}>
          {spanWords(run)}
        </button>
      </th>
      <td>
        {planIndex + 1} <small>{describePlan(plan)}</small>
      </td>
      <td>{result === null ? '·' : letterOf(result)}</td>
      <td>{point ? <code>{point.hash}</code> : <small>not run</small>}</td>
      <td className="number">{point && `${grouped(point.differing)} of ${grouped(point.elements)}`}</td>
      <td className="number">{point && grouped(point.maxUlp)}</td>
    </tr>
  );
}
