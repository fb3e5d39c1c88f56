import { value32 } from '../../../../results/text.ts';
import type { SharedSums, SumOfWorkers } from '../../../../workbench/shared/shared-sums.ts';
import tables from '../../../kit/styles/tables.module.css';
import { letterOf } from '../rows-axis.ts';
import styles from './workers.module.css';

interface SharedTableProps {
  readonly orders: readonly SharedSums[];
  readonly workers: number;
}

/** What each order comes to for the chosen number of workers, and a letter for each number: the same letter, the same bits. */
export function SharedTable({ orders, workers }: SharedTableProps) {
  return (
    <>
      <ul className={styles.orders} aria-live="polite">
        {orders.map(({ order, sums }) => {
          const [one, here] = [sums[0], sums[workers - 1]];
          const same = one.bits === here.bits;
          return (
            <li key={order.name} data-part="shared-order" data-same={same}>
              <b>{order.name}</b>
              <code>{hexOf(here)}</code>
              <span className={styles.value}>{value32(here.value)}</span>
              <span className={styles.verdict}>
                {same ? '= the bits of one worker' : '≠ the bits of one worker'}
              </span>
              <small>{order.says}</small>
            </li>
          );
        })}
      </ul>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={tables.scroll} tabIndex={0} aria-label="Sums by number of workers, table">
        <table className={styles.letters}>
          <thead>
            <tr>
              <th scope="col">workers</th>
              {orders[0].sums.map(({ workers: count }) => (
                <th key={count} scope="col" data-here={count === workers}>
                  {count}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {orders.map(({ order, sums }) => (
              <tr key={order.name}>
                <th scope="row">{order.name}</th>
                {sums.map((sum) => (
                  <td
                    key={sum.workers}
                    data-here={sum.workers === workers}
                    data-same={sum.result === 0}
                    title={`${sum.workers}: ${hexOf(sum)}, ${value32(sum.value)}`}
                  >
                    {letterOf(sum.result)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className={tables.note}>
        A letter is one sum, bit for bit; A is what one worker comes to. Multiply and add round apart here, as
        a replay does it.
      </p>
    </>
  );
}

function hexOf({ bits }: SumOfWorkers): string {
  return bits.toString(16).padStart(8, '0');
}
