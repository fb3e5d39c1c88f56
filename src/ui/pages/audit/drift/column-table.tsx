import { useState } from 'react';
import type { ColumnDrift, DriftReport } from '../../../../audit/drift/drift-report.ts';
import { visible } from '../../../../experiment/visible.ts';
import { alarmText, DRIFT_HEADS, driftCells, typeText, worstFirst } from '../../../../report/audit-drift.ts';
import { counted, shorten } from '../../../../results/text.ts';
import controls from '../../../kit/styles/controls.module.css';
import tables from '../../../kit/styles/tables.module.css';
import styles from './drift.module.css';
import { openColumn, useDrift } from './drift-store.ts';

const SHOWN = 40;
const NAME_COLUMNS = 32;

/** Columns and their windows, those in which most alarms first; a row opens its picture. */
export function ColumnTable({ report }: { readonly report: DriftReport }) {
  const [all, setAll] = useState(false);
  const rows = worstFirst(report);
  const shown = all ? rows : rows.slice(0, SHOWN);
  const several = report.windows.length > 1;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is to be scrolled by keys too.
    <section className={`${tables.scroll} ${tables.tall}`} tabIndex={0} aria-label="Columns">
      <table className={styles.columns}>
        <thead>
          <tr>
            <th scope="col">column</th>
            {several && <th scope="col">window</th>}
            <th scope="col">alarms</th>
            <th scope="col">type</th>
            {DRIFT_HEADS.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((column) => (
            <Row key={JSON.stringify([column.window, column.name])} column={column} several={several} />
          ))}
        </tbody>
      </table>
      {rows.length > shown.length && (
        <button type="button" className={controls.more} onClick={() => setAll(true)}>
          Show {counted(rows.length - shown.length, 'more row')}
        </button>
      )}
    </section>
  );
}

function Row({ column, several }: { readonly column: ColumnDrift; readonly several: boolean }) {
  const open = useDrift(({ opened }) => opened?.column === column);
  return (
    <tr className={open ? styles.open : ''} data-alarms={column.alarms.join(' ')}>
      <th scope="row">
        <button
          type="button"
          className={controls.link}
          aria-pressed={open}
          onClick={() => void openColumn(column)}
        >
          {shorten(visible(column.name), NAME_COLUMNS)}
        </button>
      </th>
      {several && <td>{shorten(visible(column.window), NAME_COLUMNS)}</td>}
      <td className={column.alarms.length > 0 ? styles.alarm : ''}>{alarmText(column)}</td>
      <td className={styles.type}>{typeText(column)}</td>
      {driftCells(column).map((cell, i) => (
        <td key={DRIFT_HEADS[i]}>{cell}</td>
      ))}
    </tr>
  );
}
