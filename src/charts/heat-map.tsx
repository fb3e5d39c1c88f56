import type { CSSProperties } from 'react';
import styles from './heat-map.module.css';

export interface HeatCell {
  readonly words: string;
  /** Below the figure: its interval. */
  readonly small: string;
  /** From 0, the least of the map, to 1, its most. */
  readonly level: number;
}

export interface HeatMapProps {
  readonly caption: string;
  readonly rowAxis: string;
  readonly columnAxis: string;
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  /** By row and column; null where nothing was measured. */
  readonly cells: readonly (readonly (HeatCell | null)[])[];
}

/** A table whose cells have a tone by their value beside the value itself. */
export function HeatMap({ caption, rowAxis, columnAxis, rows, columns, cells }: HeatMapProps) {
  return (
    <table className={styles.map}>
      <caption className="unseen">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{[rowAxis, columnAxis].filter((name) => name !== '').join(' \u2193 ')} →</th>
          {columns.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((name, row) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {columns.map((column, at) => (
              <Cell key={column} cell={cells[row][at]} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Cell({ cell }: { readonly cell: HeatCell | null }) {
  if (!cell) return <td className={styles.none}>not measured</td>;
  return (
    <td style={{ '--level': cell.level } as CSSProperties}>
      {cell.words}
      <small>{cell.small}</small>
    </td>
  );
}
