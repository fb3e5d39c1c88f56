import { type Price, type PricedTime, TIMES } from '../../../../audit/trace/prices.ts';
import type { RequestTrace } from '../../../../audit/trace/request-trace.ts';
import { milliseconds, PRICED_WORDS, pairsWords, ratioWords } from '../../../../report/audit-trace.ts';
import tables from '../../../kit/styles/tables.module.css';
import styles from './trace.module.css';

const TIME_WORDS = { ttft: 'to first token', tpot: 'per further token', e2el: 'in all' } as const;

/** What watching costs: requests with it over requests without, in turn. */
export function PriceTable({ trace: { prices } }: { readonly trace: RequestTrace }) {
  return (
    <section className={tables.panel} aria-labelledby="trace-prices" data-part="prices">
      <div className={tables.panelHead}>
        <h2 id="trace-prices">What watching costs</h2>
      </div>
      <p className={tables.note}>{pairsWords(prices[0].pairs)}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={tables.scroll} tabIndex={0} aria-label="Prices, table">
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">switched on</th>
              {TIMES.map((time) => (
                <th key={time} scope="col">
                  {TIME_WORDS[time]}
                </th>
              ))}
              <th scope="col">p50, p95, p99 without</th>
              <th scope="col">with</th>
            </tr>
          </thead>
          <tbody>
            {prices.map((price) => (
              <Row key={price.of} price={price} />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function Row({ price }: { readonly price: Price }) {
  return (
    <tr>
      <th scope="row">{PRICED_WORDS[price.of]}</th>
      {TIMES.map((time) => (
        <td key={time}>{ratioWords(price[time])}</td>
      ))}
      <td>{spread(price.e2el.without)}</td>
      <td>{spread(price.e2el.with)}</td>
    </tr>
  );
}

function spread({ p50, p95, p99 }: PricedTime['with']): string {
  return [p50, p95, p99].map(milliseconds).join(', ');
}
