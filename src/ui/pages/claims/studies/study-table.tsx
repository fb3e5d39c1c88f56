import { visible } from '../../../../experiment/visible.ts';
import type { StudyTable as Table } from '../../../../report/study-tables.ts';
import tables from '../../../kit/styles/tables.module.css';

interface StudyTableProps extends Table {
  readonly caption: string;
  readonly tall?: boolean;
}

/** A report's table, as it stands in its Markdown. */
export function StudyTable({ caption, head, rows, numbers, tall = false }: StudyTableProps) {
  return (
    <section
      className={tall ? `${tables.scroll} ${tables.tall}` : tables.scroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
      tabIndex={0}
      aria-label={caption}
    >
      <table>
        <caption className="unseen">{caption}</caption>
        <thead>
          <tr>
            {head.map((name, column) => (
              <th key={name} scope="col" className={numbers.includes(column) ? 'number' : undefined}>
                {visible(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            // Rows have no names of their own and never change places.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above.
            <tr key={at}>
              {row.map((words, column) => (
                <td key={head[column]} className={numbers.includes(column) ? 'number' : undefined}>
                  {visible(words)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
