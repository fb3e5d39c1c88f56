import type { SetPrice } from './price.ts';

/** What others published, in their engines and on their GPUs: time with batch-invariant kernels over time without. */
export const PUBLISHED = [
  { name: 'a 2025 article, at first', ratio: 55 / 26 },
  { name: 'the same, once tuned', ratio: 42 / 26 },
  { name: 'a 2025 serving engine, mean', ratio: 1.34 },
] as const;

interface PriceAxisProps {
  readonly sets: readonly SetPrice[];
}

/** Ratios to the variant set on one axis: a dot with its interval for each set, and a tick for each published figure. */
export function PriceAxis({ sets }: PriceAxisProps) {
  const measured = sets.filter(({ set }) => set !== 'variant');
  const low = Math.min(0.8, ...measured.map(({ ratio }) => ratio.low)) * 0.95;
  const high = Math.max(2.3, ...measured.map(({ ratio }) => ratio.high)) * 1.05;
  const at = (ratio: number) => `${(100 * Math.log(ratio / low)) / Math.log(high / low)}%`;
  return (
    <div className="price-axis">
      {measured.map(({ set, ratio }) => (
        <div key={set} className="price-line">
          <span>{set}</span>
          <div className="price-track">
            <i className="price-one" style={{ left: at(1) }} />
            <i
              className={`price-interval price-${set}`}
              style={{ left: at(ratio.low), right: `calc(100% - ${at(ratio.high)})` }}
            />
            <i className={`price-dot price-${set}`} style={{ left: at(ratio.estimate) }} />
          </div>
          <b className="number">{ratio.estimate.toFixed(2)}×</b>
        </div>
      ))}
      {PUBLISHED.map(({ name, ratio }) => (
        <div key={name} className="price-line published">
          <span>{name}</span>
          <div className="price-track">
            <i className="price-one" style={{ left: at(1) }} />
            <i className="price-tick" style={{ left: at(ratio) }} />
          </div>
          <span className="number">{ratio.toFixed(2)}×</span>
        </div>
      ))}
    </div>
  );
}
