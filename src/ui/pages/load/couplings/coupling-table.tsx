import { cellDetail, cellFigures, cellWords } from '../../../../report/couplings.ts';
import {
  type CouplingCell,
  type CouplingRow,
  EFFECTS,
  type Effect,
  WAYS,
  type Way,
} from '../../../../studies/couplings/coupling-report.ts';
import { MECHANISMS } from '../../../../studies/couplings/mechanisms.ts';
import tables from '../../../kit/styles/tables.module.css';
import { cellAddress, openCell } from './coupling-store.ts';
import styles from './couplings.module.css';

/** A mark besides the word, fuller where more is changed. */
export const MARKS: Readonly<Record<Effect, string>> = {
  nothing: '○',
  time: '◔',
  bits: '◑',
  tokens: '◕',
  'pass rate': '●',
};

interface CouplingTableProps {
  readonly rows: readonly CouplingRow[];
  /** Whether rows that are missing are still to come. */
  readonly underWay: boolean;
  /** When a cell is about to be chosen, by pointer or keys. */
  readonly onReach: () => void;
}

/** Mechanisms in rows, ways in columns; a cell opens its experiment. */
export function CouplingTable({ rows, underWay, onReach }: CouplingTableProps) {
  const measured = new Map(rows.map((row) => [row.id, row]));
  return (
    <section
      className={`${tables.scroll} ${tables.tall}`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
      tabIndex={0}
      aria-label="Coupling matrix, table"
      onPointerEnter={onReach}
      onFocus={onReach}
    >
      <table className={styles.matrix}>
        <thead>
          <tr>
            <th scope="col">mechanism</th>
            {WAYS.map((way) => (
              <th key={way} scope="col">
                {way}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {MECHANISMS.map((mechanism) => (
            <tr key={mechanism.id}>
              <th scope="row">{mechanism.name}</th>
              {WAYS.map((way) => {
                const cell = measured.get(mechanism.id)?.cells[way];
                const control = 'absent' in mechanism ? '' : mechanism.control;
                return (
                  <td key={way}>
                    {cell ? (
                      <Cell cell={cell} control={control} id={mechanism.id} way={way} />
                    ) : (
                      <Missing underWay={underWay} />
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Missing({ underWay }: Pick<CouplingTableProps, 'underWay'>) {
  return underWay ? '…' : <span className={styles.cannot}>not measured yet</span>;
}

interface CellProps {
  readonly cell: CouplingCell;
  readonly control: string;
  readonly id: string;
  readonly way: Way;
}

function Cell({ cell, control, id, way }: CellProps) {
  if ('cannot' in cell)
    return (
      <span className={styles.cannot}>
        not measured<small>{cell.cannot}</small>
      </span>
    );
  return (
    <a
      className={styles.cell}
      data-effect={cell.effect}
      href={cell.link ? cellAddress(cell) : '#load'}
      onClick={(event) => {
        if (cell.link) return;
        event.preventDefault();
        openCell(id, way).catch(() => undefined);
      }}
      title={`${cellDetail(cell, { control })}. Opens the experiment.`}
    >
      <span aria-hidden="true">{MARKS[cell.effect]}</span>
      <strong>{cellWords(cell)}</strong>
      <small>{cellFigures(cell)}</small>
      <small>control: {cell.control}</small>
    </a>
  );
}

/** What the marks mean. */
export function MarkLegend() {
  return (
    <ul className={styles.legend}>
      {EFFECTS.map((effect) => (
        <li key={effect}>
          <span aria-hidden="true">{MARKS[effect]}</span> {effect}
        </li>
      ))}
    </ul>
  );
}
