import { priceText } from '../../../report/bench.ts';
import { TIP } from './chart-style.ts';
import type { PriceSeries } from './price-series.ts';

/** The prices at one M, in figures. */
export function PriceTip({
  rows,
  series,
}: {
  readonly rows: number;
  readonly series: readonly PriceSeries[];
}) {
  return (
    <div style={TIP} role="status">
      <b>M = {rows}</b>
      {series.map(({ name, byRows }) => {
        const price = byRows.get(rows);
        return (
          price && (
            <p key={name}>
              {name}: {priceText(price)}
            </p>
          )
        );
      })}
    </div>
  );
}
