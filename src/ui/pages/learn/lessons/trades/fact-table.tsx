import tables from '../../../../kit/styles/tables.module.css';

interface FactTableProps {
  /** The table in words. */
  readonly label: string;
  readonly columns: readonly string[];
  /** (rows, columns); the first of a row names it. */
  readonly rows: readonly (readonly string[])[];
}

/** A table of a lesson's run: a name and what was found. */
export function FactTable({ label, columns, rows }: FactTableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={tables.scroll} tabIndex={0} aria-label={label}>
      <table>
        <thead>
          <tr>
            {columns.map((title, column) => (
              <th key={title} scope="col" className={column === 0 ? undefined : 'number'}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...found]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {found.map((value, column) => (
                <td key={columns[column + 1]} className="number">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
