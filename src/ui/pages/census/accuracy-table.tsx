import type { Accuracy } from '../../../census/census-types.ts';
import { grouped } from '../../../results/text.ts';
import tables from '../../kit/styles/tables.module.css';
import { AccuracyStrip } from './accuracy-strip.tsx';
import styles from './census.module.css';
import { accuracyWords } from './census-words.ts';

interface AccuracyTableProps {
  readonly title: string;
  readonly rows: readonly Accuracy[];
}

/** Functions with what an adapter makes of them: words, a picture, and what WGSL allows. */
export function AccuracyTable({ title, rows }: AccuracyTableProps) {
  const id = title.replaceAll(' ', '-').toLowerCase();
  return (
    <section className={`${tables.panel} ${styles.wide}`} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <p className={tables.note}>
        The bar is the share of results that are the nearest float. The dot is the largest error, on a
        logarithmic axis with lines at 0.5, 10, 1,000, 100,000 and 10 million ulp; a ring where not all are
        the nearest.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={tables.scroll} tabIndex={0} aria-label={`${title}, table`}>
        <table className={styles.questions}>
          <thead>
            <tr>
              <th scope="col">asked</th>
              <th scope="col">answer</th>
              <th scope="col">nearest, and the largest error</th>
              <th scope="col">WGSL allows</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  <code>{row.asked}</code>
                  <small>
                    {row.over}, {grouped(row.cases)} cases
                  </small>
                </th>
                <td>{accuracyWords(row)}</td>
                <td>
                  <AccuracyStrip accuracy={row} />
                </td>
                <td className={row.within ? styles.right : styles.wrong}>
                  {row.allowed}
                  {!row.within && <small>not kept</small>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
