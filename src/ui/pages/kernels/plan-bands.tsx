import type { CSSProperties, KeyboardEvent, PointerEvent } from 'react';
import type { KernelSet } from '../../../numerics/sets/sets.ts';
import { LIBRARY_SETS } from '../../../numerics/sets/sets.ts';
import { cutText, rowsText } from '../../../report/plan-comparison.ts';
import { counted } from '../../../results/text.ts';
import { MOST_COMPARED, piecesOf, type SetPlans } from '../../../workbench/cases/plan-comparison.ts';
import { valueAfterKey } from '../../kit/slider-keys.ts';
import { comparedRowsAt, heightOfPieces, PLAN_TICKS, rowsAfterPage, stretchOf } from './plan-axis.ts';
import { markPlan } from './plans-store.ts';
import styles from './plans-view.module.css';

interface PlanBandsProps {
  readonly sets: readonly SetPlans[];
  readonly set: KernelSet;
  readonly rows: number;
}

/** A band for each set: its plans as steps over M, on one logarithmic axis. */
export function PlanBands({ sets, set, rows }: PlanBandsProps) {
  const height = heightOfPieces(sets);
  const firstLibrary = sets.find((one) => LIBRARY_SETS.includes(one.set))?.set;
  return (
    <div className={styles.bands}>
      {sets.map((plans, i) => (
        <div key={plans.set} className={styles.bandRow} data-part="plan-band">
          {i === 0 && <h4>This lab’s sets</h4>}
          {plans.set === firstLibrary && <h4>As libraries do</h4>}
          <span className={styles.bandName}>{plans.set}</span>
          <small>{plans.runs.length === 1 ? 'one plan' : counted(plans.runs.length - 1, 'change')}</small>
          <Band plans={plans} height={height} marked={plans.set === set ? rows : null} rows={rows} />
        </div>
      ))}
      <div className={styles.ticks} aria-hidden="true">
        {PLAN_TICKS.map((tick) => {
          const { start, length } = stretchOf({ from: tick, to: tick });
          return (
            <span key={tick} style={{ left: `${100 * (start + length / 2)}%` }}>
              {tick}
            </span>
          );
        })}
      </div>
    </div>
  );
}

interface BandProps {
  readonly plans: SetPlans;
  readonly height: (count: number) => number;
  /** The M whose plan is shown, where it is this set's. */
  readonly marked: number | null;
  readonly rows: number;
}

function Band({ plans, height, marked, rows }: BandProps) {
  const { set, runs } = plans;
  const here = runs.find(({ from, to }) => from <= rows && rows <= to)!;
  const slide = ({ clientX, currentTarget }: PointerEvent) => {
    const box = currentTarget.getBoundingClientRect();
    markPlan(set, comparedRowsAt((clientX - box.left) / box.width));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next =
      rowsAfterPage(event.key, rows, plans) ??
      valueAfterKey(event.key, rows, { least: 1, most: MOST_COMPARED });
    if (next === null) return;
    event.preventDefault();
    markPlan(set, next);
  };
  return (
    <div
      className={styles.band}
      role="slider"
      tabIndex={0}
      aria-label={`M, plans of ${set}`}
      aria-valuemin={1}
      aria-valuemax={MOST_COMPARED}
      aria-valuenow={rows}
      aria-valuetext={`M = ${rows}: ${cutText(here.value)}, the plan of ${rowsText(here)}`}
      data-marked={marked !== null}
      onFocus={(event) => event.currentTarget.matches(':focus-visible') && markPlan(set, rows)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        slide(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons === 1) slide(event);
      }}
    >
      {runs.map((run) => {
        const { count } = piecesOf(run.value);
        const share = height(count);
        return (
          <span
            key={run.from}
            className={styles.step}
            style={placeOf(run, share)}
            data-low={share < 0.5}
            title={`${rowsText(run)}: ${cutText(run.value)}`}
            aria-hidden="true"
          >
            {stretchOf(run).length > 0.035 && <b>{count}</b>}
          </span>
        );
      })}
      {marked !== null && (
        <span className={styles.thumb} style={placeOf({ from: marked, to: marked }, 1)} aria-hidden="true" />
      )}
    </div>
  );
}

function placeOf(run: { readonly from: number; readonly to: number }, share: number): CSSProperties {
  const { start, length } = stretchOf(run);
  return { left: `${100 * start}%`, width: `${100 * length}%`, height: `${100 * share}%` };
}
