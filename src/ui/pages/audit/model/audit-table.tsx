import { visible } from '../../../../experiment/visible.ts';
import type { AuditTable } from '../../../../report/audit-model-tables.ts';
import tables from '../../../kit/styles/tables.module.css';
import styles from './model.module.css';

/** A table of the audit; what is too wide scrolls by itself. */
export function AuditTableView({ table: { title, head, rows } }: { readonly table: AuditTable }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={tables.scroll} tabIndex={0} aria-label={`${title}, table`}>
      <table className={styles.table}>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.slice(0, 2).join()}>
              {row.map((cell, at) =>
                at === 0 ? (
                  <th key={head[at]} scope="row">
                    {visible(cell)}
                  </th>
                ) : (
                  <td key={head[at]}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
