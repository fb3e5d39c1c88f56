import type { RequestTrace } from '../../../../audit/trace/request-trace.ts';
import { timesByName } from '../../../../audit/trace/shares.ts';
import { KIND_WORDS } from '../../../../report/audit-trace.ts';
import { percentWords } from '../../../../results/amounts.ts';
import { grouped } from '../../../../results/text.ts';
import tables from '../../../kit/styles/tables.module.css';
import styles from './trace.module.css';

/** The picture in figures: each part's own time within the request, all its times together. */
export function NameTable({ trace }: { readonly trace: RequestTrace }) {
  return (
    <section className={tables.panel} aria-labelledby="trace-names">
      <div className={tables.panelHead}>
        <h2 id="trace-names">What its time went to</h2>
      </div>
      <section
        className={`${tables.scroll} ${tables.tall}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
        tabIndex={0}
        aria-label="Parts of the request, table"
      >
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">part</th>
              <th scope="col">goes to</th>
              <th scope="col">times</th>
              <th scope="col">ms</th>
              <th scope="col">share</th>
            </tr>
          </thead>
          <tbody>
            {timesByName(trace.spans).map(({ name, kind, count, milliseconds, share }) => (
              <tr key={`${kind} ${name}`}>
                <th scope="row">{name}</th>
                <td>{KIND_WORDS[kind]}</td>
                <td>{grouped(count)}</td>
                <td>{milliseconds.toFixed(3)}</td>
                <td>{percentWords(share)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
