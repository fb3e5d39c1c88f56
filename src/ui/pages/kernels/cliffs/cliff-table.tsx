import { cliffDetail, cliffWords, streamLetter } from '../../../../report/cliffs.ts';
import { listed } from '../../../../results/text.ts';
import {
  alikePlans,
  CLIFF_SETS,
  type CliffCell,
  type CliffPlan,
  type CliffRow,
  type CliffSet,
  cliffOf,
  planLetters,
  WIDTHS,
} from '../../../../studies/cliffs/cliff-report.ts';
import tables from '../../../kit/styles/tables.module.css';
import type { CliffFigures } from './cliff-store.ts';
import styles from './cliffs.module.css';

/** Rows a step in columns; of each set the plans of its operations, and below them the streams. */
export function CliffTable({ plans, rows }: CliffFigures) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={tables.scroll} tabIndex={0} aria-label="Cliff map, table">
      <table className={styles.map}>
        <thead>
          <tr>
            <th scope="col">rows a step</th>
            {[1, ...WIDTHS].map((width) => (
              <th key={width} scope="col">
                {width}
              </th>
            ))}
          </tr>
        </thead>
        {CLIFF_SETS.map((set) => (
          <SetRows
            key={set}
            set={set}
            plans={plans.filter((plan) => plan.set === set)}
            rows={rows.filter((row) => row.set === set)}
          />
        ))}
      </table>
    </section>
  );
}

function SetRows({ set, plans, rows }: CliffFigures & { readonly set: CliffSet }) {
  return (
    <tbody>
      <tr className={styles.set}>
        <th scope="rowgroup" colSpan={WIDTHS.length + 2}>
          {set}
          {set === 'invariant' && ', the control'}
        </th>
      </tr>
      {alikePlans(plans).map((alike) => (
        <PlanRow key={alike[0].operation} alike={alike} />
      ))}
      {rows.length === 0 && (
        <tr>
          <td colSpan={WIDTHS.length + 2}>not measured yet</td>
        </tr>
      )}
      {rows.map((row) => (
        <StreamRow key={row.prompt} row={row} />
      ))}
    </tbody>
  );
}

/** Operations whose plans change at the same widths. */
function PlanRow({ alike }: { readonly alike: readonly CliffPlan[] }) {
  const letters = planLetters(alike[0]);
  return (
    <tr className={styles.plan}>
      <th scope="row">
        {alike.length === 1 ? 'plan' : 'plans'} of {listed(alike.map(({ operation }) => operation))}
      </th>
      {letters.map((letter, at) => (
        <td
          // biome-ignore lint/suspicious/noArrayIndexKey: a column for each width.
          key={at}
          title={alike.map(({ operation, plans }) => `${operation}: ${plans[at]}`).join('\n')}
          data-changed={at > 0 && letter !== letters[at - 1]}
        >
          {letter}
        </td>
      ))}
    </tr>
  );
}

function StreamRow({ row: { prompt, cells } }: { readonly row: CliffRow }) {
  return (
    <tr>
      <th scope="row">“{prompt} …”</th>
      <td>
        A <small>plain</small>
      </td>
      {cells.map((cell) => (
        <Cell key={cell.width} cell={cell} />
      ))}
    </tr>
  );
}

function Cell({ cell }: { readonly cell: CliffCell }) {
  return (
    <td title={cliffDetail(cell)} data-cliff={cliffOf(cell)}>
      {streamLetter(cell)} <small>{cliffWords(cell)}</small>
    </td>
  );
}
