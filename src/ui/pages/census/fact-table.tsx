import type { ReactNode } from 'react';
import tables from '../../kit/styles/tables.module.css';
import styles from './census.module.css';

export interface FactRow {
  readonly id: string;
  /** The question, by its name where the expression does not tell it from others. */
  readonly name: string;
  /** The expression; left out where it is the name. */
  readonly asked?: string;
  /** More about the question, in small. */
  readonly more?: string;
  readonly answer: string;
}

interface FactTableProps {
  readonly title: string;
  readonly note?: ReactNode;
  readonly rows: readonly FactRow[];
}

/** Questions with a plain answer each. */
export function FactTable({ title, note, rows }: FactTableProps) {
  const id = title.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase();
  return (
    <section className={tables.panel} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {note && <p className={tables.note}>{note}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={tables.scroll} tabIndex={0} aria-label={`${title}, table`}>
        <table className={styles.questions}>
          <thead>
            <tr>
              <th scope="col">asked</th>
              <th scope="col">answer</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, name, asked, more, answer }) => (
              <tr key={id}>
                <th scope="row">
                  {name}
                  {asked !== undefined && asked !== name && (
                    <small>
                      <code>{asked}</code>
                    </small>
                  )}
                  {more && <small>{more}</small>}
                </th>
                <td>{answer}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
