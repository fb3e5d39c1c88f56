import type { ReferenceReport } from '../../../results/reference-report.ts';
import { quoted } from '../../../results/text.ts';
import type { Standing, TopRow } from '../../../results/top-of-both.ts';
import { percent } from '../../kit/format.ts';
import tables from '../../kit/styles/tables.module.css';
import styles from './position.module.css';
import { signed } from './signed.ts';

interface TopTableProps {
  /** What the rows are of, so that the tables of several pairs have names of their own. */
  readonly label: string;
  readonly rows: readonly TopRow[];
  readonly reference: ReferenceReport | undefined;
  /** Token whose bits are shown. */
  readonly chosen: number;
  readonly onChoose: (token: number) => void;
}

/** The union of both sides' highest logits; three references side by side once f64 was computed. */
export function TopTable({ label, rows, reference, chosen, onChoose }: TopTableProps) {
  const most = Math.max(...rows.flatMap(({ a, b }) => [a.probability, b.probability]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={tables.scroll} tabIndex={0} aria-label={label}>
      <table className={styles.topTable} data-part="top-table">
        <Head reference={reference} />
        <tbody>
          {rows.map((row) => {
            const { token, text, a, b } = row;
            const isChosen = token === chosen;
            return (
              <tr
                key={token}
                className={`${a.rank === b.rank ? '' : styles.rankChanged} ${isChosen ? styles.chosen : ''}`}
                data-part={a.rank === b.rank ? undefined : 'rank-changed'}
              >
                <th scope="row">
                  <button
                    type="button"
                    className={styles.choose}
                    aria-pressed={isChosen}
                    title="Show the bits of this logit"
                    onClick={() => onChoose(token)}
                  >
                    <code>{quoted(text)}</code> <small>id {token}</small>
                  </button>
                </th>
                <td className={`number ${styles.ranks}`}>{ranks(a, b)}</td>
                <td className={`number ${styles.wide}`} data-part="logit">
                  {a.logit.toFixed(4)}
                </td>
                <td className={`number ${styles.wide}`} data-part="logit">
                  {b.logit.toFixed(4)}
                </td>
                <td className="number">{signed(b.logit - a.logit)}</td>
                {reference && <ReferenceCells row={row} exact={reference.logits[token]} />}
                <td className={styles.bars}>
                  <Bar side="a" of={a} most={most} />
                  <Bar side="b" of={b} most={most} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function Head({ reference }: Pick<TopTableProps, 'reference'>) {
  const numbers = (names: readonly string[], wide = false) =>
    names.map((name) => (
      <th key={name} scope="col" className={`number ${wide ? styles.wide : ''}`}>
        {name}
      </th>
    ));
  return (
    <thead>
      <tr>
        <th scope="col">token</th>
        {numbers(['rank A → B'])}
        {numbers(['logit A', 'logit B'], true)}
        {numbers(['B − A'])}
        {reference && numbers(['f64', 'A − f64', 'B − f64'])}
        <th scope="col">probability, A above B</th>
      </tr>
    </thead>
  );
}

function ReferenceCells({
  row: { a, b },
  exact,
}: {
  readonly row: TopRow;
  readonly exact: number | undefined;
}) {
  if (exact === undefined) return <td colSpan={3} />;
  const [errorA, errorB] = [a.logit - exact, b.logit - exact];
  return (
    <>
      <td className="number">{exact.toFixed(4)}</td>
      <td className={`number ${Math.abs(errorA) <= Math.abs(errorB) ? styles.nearer : ''}`}>
        {signed(errorA)}
      </td>
      <td className={`number ${Math.abs(errorB) <= Math.abs(errorA) ? styles.nearer : ''}`}>
        {signed(errorB)}
      </td>
    </>
  );
}

/** Ranks are counted from 1 for readers. */
function ranks(a: Standing, b: Standing): string {
  return a.rank === b.rank ? `${a.rank + 1}` : `${a.rank + 1} → ${b.rank + 1}`;
}

function Bar({ side, of, most }: { readonly side: 'a' | 'b'; readonly of: Standing; readonly most: number }) {
  return (
    <div className={styles.bar} data-side={side}>
      <span className={styles.barFill} style={{ width: `${(of.probability / most) * 100}%` }} />
      <span className={styles.barValue}>{percent(of.probability)}</span>
    </div>
  );
}
