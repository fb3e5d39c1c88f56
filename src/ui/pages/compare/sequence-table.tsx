import { useMemo, useState } from 'react';
import { visible } from '../../../experiment/visible.ts';
import { forkTextsWords } from '../../../report/transcripts.ts';
import { bitWords } from '../../../report/transcripts-lines.ts';
import type { SequenceSummary } from '../../../results/compare-transcripts.ts';
import { grouped, measured } from '../../../results/text.ts';
import { ShowMore } from '../../kit/show-more.tsx';
import controls from '../../kit/styles/controls.module.css';
import tables from '../../kit/styles/tables.module.css';
import { useFold } from '../../kit/use-fold.ts';
import styles from './compare.module.css';
import { openRow, useCompare } from './compare-store.ts';
import { COLUMNS, type Order, sortedRows } from './sorted-rows.ts';

const FIRST_ROWS = 20;

/** Every pair of sequences; a column's head sorts by it. */
export function SequenceTable({ rows }: { readonly rows: readonly SequenceSummary[] }) {
  const [order, setOrder] = useState<Order>({ column: 'fork', down: false });
  const opened = useCompare((state) => state.opened);
  const sorted = useMemo(() => sortedRows(rows, order), [rows, order]);
  const fold = useFold(sorted, FIRST_ROWS);
  const sortBy = (column: Order['column']) =>
    setOrder((now) => ({ column, down: now.column === column && !now.down }));
  return (
    <section className={tables.panel}>
      <h2>Sequences</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={`${tables.scroll} ${tables.tall}`} tabIndex={0} aria-label="All sequences">
        <table className={styles.sequences} data-part="sequences">
          <thead>
            <tr>
              {COLUMNS.map(({ id, words, number }) => (
                <th key={id} scope="col" className={number ? 'number' : ''} aria-sort={sortWords(order, id)}>
                  <button type="button" className={controls.link} onClick={() => sortBy(id)}>
                    {words}
                    <span aria-hidden="true">{order.column === id ? (order.down ? ' ▾' : ' ▴') : ''}</span>
                  </button>
                </th>
              ))}
              <th scope="col">at the fork</th>
            </tr>
          </thead>
          <tbody>
            {fold.shown.map(({ index, row }) => (
              <Row key={index} index={index} row={row} open={index === opened} />
            ))}
          </tbody>
        </table>
      </section>
      <ShowMore fold={fold} what="sequences" />
    </section>
  );
}

function sortWords({ column, down }: Order, id: Order['column']): 'ascending' | 'descending' | undefined {
  if (column !== id) return undefined;
  return down ? 'descending' : 'ascending';
}

interface RowProps {
  readonly index: number;
  readonly row: SequenceSummary;
  readonly open: boolean;
}

function Row({ index, row, open }: RowProps) {
  const { id, fork, lengths, margin, perturbation, maxDelta } = row;
  const number = (value: number | null) => (
    <td className="number">{value === null ? '–' : measured(value)}</td>
  );
  return (
    <tr className={open ? styles.open : ''}>
      <th scope="row">
        <button
          type="button"
          className={controls.link}
          aria-pressed={open}
          onClick={() => void openRow(index)}
        >
          <bdi>{visible(id)}</bdi>
        </button>
      </th>
      <td className="number">{fork === null ? 'none' : grouped(fork)}</td>
      <td className="number">
        {lengths.a === lengths.b ? grouped(lengths.a) : `${grouped(lengths.a)} / ${grouped(lengths.b)}`}
      </td>
      {number(margin)}
      {number(perturbation)}
      {number(maxDelta)}
      <td>{fork === null ? bitWords(row) : visible(forkTextsWords(row))}</td>
    </tr>
  );
}
