import { priceText, rateText } from '../../../report/bench.ts';
import { ENGINE_NAME, TIP } from './chart-style.ts';
import type { RateRow } from './rate-rows.ts';

/** What a line of the rates chart comes to, in figures. */
export function RateTip({ row }: { readonly row: RateRow | undefined }) {
  if (!row) return null;
  return (
    <div style={TIP} role="status">
      {row.kind === 'case' ? (
        <>
          <b>{row.key}</b>
          {row.price && <p>price of invariance {priceText(row.price)}</p>}
        </>
      ) : (
        <>
          <b>{ENGINE_NAME[row.engine]}</b>
          <p>
            {rateText(row.tokensPerSecond)} tok/s ({rateText(row.low)} to {rateText(row.high)})
          </p>
          <p>
            {row.milliseconds.toFixed(2)} ms a step, {((100 * row.tokensPerSecond) / row.fastest).toFixed(0)}{' '}
            % of the fastest
          </p>
        </>
      )}
    </div>
  );
}
