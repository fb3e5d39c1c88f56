import { type CSSProperties, useMemo } from 'react';
import { visible } from '../../../experiment/visible.ts';
import { FORK_RATES, rateRowText, rateText, sizesText } from '../../../report/fork-rates.ts';
import { type ForkRate, forkRates } from '../../../results/fork-rates.ts';
import type { ArmRecord } from '../../../results/record.ts';
import tables from '../../kit/styles/tables.module.css';
import styles from './fork-rates.module.css';

/** How often a batch changes the answer: kernels and probes down, the size of the batch across, the darker the more often. */
export function ForkRates({ arms }: { readonly arms: readonly ArmRecord[] }) {
  const grid = useMemo(() => forkRates(arms), [arms]);
  if (!grid) return null;
  return (
    <section className={tables.panel} aria-label="Fork rates">
      <h2>Fork rates</h2>
      <p className={tables.note}>{FORK_RATES}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={tables.scroll} tabIndex={0} aria-label="Fork rates, table">
        <table className={styles.rates}>
          <thead>
            <tr>
              <th scope="col">Requests in the batch</th>
              {grid.sizes.map((sizes) => (
                <th key={sizes.to} scope="col" className="number">
                  {sizesText(sizes)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {grid.rows.map((row) => (
              <tr key={rateRowText(row)}>
                <th scope="row">{visible(rateRowText(row))}</th>
                {row.rates.map((rate, i) => (
                  <RateCell key={grid.sizes[i].to} rate={rate} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function RateCell({ rate }: { readonly rate: ForkRate | null }) {
  if (!rate) return <td className="number">–</td>;
  const share = rate.otherwise / rate.batches;
  return (
    <td className={`number ${styles.rate}`} style={{ '--share': share } as CSSProperties}>
      {(100 * share).toFixed(0)} % <small>{rateText(rate)}</small>
    </td>
  );
}
