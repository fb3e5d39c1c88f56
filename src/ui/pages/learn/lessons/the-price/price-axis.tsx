import { logScale } from '../../../../../charts/axis.ts';
import { SUBJECT } from '../../../../../numerics/sets/sets.ts';
import type { CasePrice, SetPrice } from './price.ts';
import styles from './the-price.module.css';

/** What others published, in their engines and on their GPUs: time with batch-invariant kernels over time without. */
const PUBLISHED = [
  { name: 'vLLM #27433 (2026), RTX 4090 D, latency', ratio: 1.358 },
  { name: 'vLLM #27433 (2026), H20, latency', ratio: 1.591 },
  { name: 'SGLang 2025, on average', ratio: 1.34 },
  { name: 'He 2025, tuned', ratio: 42 / 26 },
  { name: 'He 2025, at first', ratio: 55 / 26 },
];

/** Ratios that an axis spans. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

/** One span for several cases, so that their dots can be compared; with room for what was published. */
export function spanOf(cases: readonly CasePrice[]): Span {
  const ratios = cases.flatMap(({ sets }) => sets.map(({ ratio }) => ratio));
  return {
    low: 0.95 * Math.min(0.85, ...ratios.map(({ low }) => low)),
    high: 1.05 * Math.max(2.6, ...ratios.map(({ high }) => high)),
  };
}

/** Ratios to the variant set on a logarithmic axis: a dot with its interval for each set, and ticks for what was published. */
export function PriceAxis({ sets, span }: { readonly sets: readonly SetPrice[]; readonly span: Span }) {
  const percent = logScale([span.low, span.high], [0, 100]);
  const at = (ratio: number) => `${percent(ratio)}%`;
  const measured = sets.filter(({ set }) => set !== SUBJECT);
  return (
    <div className={styles.priceAxis} aria-hidden="true">
      {measured.map(({ set, ratio }) => (
        <div key={set} className={styles.priceLine}>
          <span>{set}</span>
          <div className={styles.priceTrack}>
            <i className={styles.priceOne} style={{ left: at(1) }} />
            <i
              className={styles.priceInterval}
              data-set={set}
              style={{ left: at(ratio.low), right: `calc(100% - ${at(ratio.high)})` }}
            />
            <i className={styles.priceDot} data-set={set} style={{ left: at(ratio.estimate) }} />
          </div>
        </div>
      ))}
      <div className={`${styles.priceLine} ${styles.published}`}>
        <span>published</span>
        <div className={styles.priceTrack}>
          <i className={styles.priceOne} style={{ left: at(1) }} />
          {PUBLISHED.map(({ name, ratio }) => (
            <i key={name} className={styles.priceTick} style={{ left: at(ratio) }} title={name}>
              {ratio.toFixed(1)}
            </i>
          ))}
        </div>
      </div>
    </div>
  );
}
