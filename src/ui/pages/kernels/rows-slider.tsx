import { type CSSProperties, type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { MOST_ROWS } from '../../../workbench/cases/setup.ts';
import { valueAfterKey } from '../../kit/slider-keys.ts';
import { setRows } from './points-place.ts';
import { letterOf, rowsAt, shareOf, TICKS } from './rows-axis.ts';
import styles from './rows-sweep.module.css';
import { runWords, type SweepRun } from './sweep-facts.ts';

interface RowsSliderProps {
  readonly rows: number;
  readonly runs: readonly SweepRun[];
}

/** M on a logarithmic axis; above it a band of plans, below it a band of results. Page keys jump to where one begins. */
export function RowsSlider({ rows, runs }: RowsSliderProps) {
  const track = useRef<HTMLDivElement>(null);
  const here = runs.find(({ from, to }) => from <= rows && rows <= to);
  const slide = ({ clientX }: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    if (box) setRows(rowsAt((clientX - box.left) / box.width));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = rowsAfterKey(event.key, rows, runs);
    if (next === null) return;
    event.preventDefault();
    setRows(next);
  };
  return (
    <div
      className={styles.rowsSlider}
      ref={track}
      role="slider"
      tabIndex={0}
      aria-label="M, rows in the step"
      aria-valuemin={1}
      aria-valuemax={MOST_ROWS}
      aria-valuenow={rows}
      aria-valuetext={here ? `M = ${rows}. ${runWords(here)}` : `M = ${rows}`}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        slide(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) slide(event);
      }}
    >
      <div className={styles.rowsBand} aria-hidden="true">
        {runs.map((run) => (
          <span
            key={run.from}
            className={run.planIndex % 2 === 0 ? styles.planEven : styles.planOdd}
            style={stretch(run)}
            title={runWords(run)}
          >
            {wide(run) && run.planIndex + 1}
          </span>
        ))}
      </div>
      <div className={`${styles.rowsBand} ${styles.results}`} aria-hidden="true">
        {runs.map((run) => (
          <span
            key={run.from}
            className={run.result === null ? styles.resultUnknown : styles.result}
            style={stretch(run)}
            title={runWords(run)}
          >
            {run.result !== null && wide(run) && letterOf(run.result)}
          </span>
        ))}
      </div>
      <div className={styles.rowsTicks} aria-hidden="true">
        {TICKS.map((tick) => (
          <span key={tick} style={{ left: `${(100 * (shareOf(tick) + shareOf(tick + 1))) / 2}%` }}>
            {tick}
          </span>
        ))}
      </div>
      <div className={styles.rowsThumb} style={stretch({ from: rows, to: rows, result: null })} />
    </div>
  );
}

function stretch({ from, to, result }: Pick<SweepRun, 'from' | 'to' | 'result'>): CSSProperties {
  const left = shareOf(from);
  const hue = result === null ? {} : { '--hue': String((150 + 67 * result) % 360) };
  return { left: `${100 * left}%`, width: `${100 * (shareOf(to + 1) - left)}%`, ...hue };
}

/** Room for a letter. */
function wide({ from, to }: SweepRun): boolean {
  return shareOf(to + 1) - shareOf(from) > 0.03;
}

/** Page keys lead to where a run begins. */
function rowsAfterKey(key: string, rows: number, runs: readonly SweepRun[]): number | null {
  if (key === 'PageUp') return runs.find(({ from }) => from > rows)?.from ?? MOST_ROWS;
  if (key === 'PageDown') return runs.findLast(({ from }) => from < rows)?.from ?? 1;
  return valueAfterKey(key, rows, { least: 1, most: MOST_ROWS });
}
