import { useRef } from 'react';
import { linearScale } from '../../../../../charts/axis.ts';
import { grouped } from '../../../../../results/text.ts';
import { useWidth } from '../../../../kit/use-width.ts';
import parts from '../../parts.module.css';
import styles from './order-matters.module.css';
import { type Shuffles, type SumBar, sumBars } from './shuffles.ts';

const [HEIGHT, FOOT, PAD] = [170, 26, 8];
/** The axis reaches at least so far, so that the first bars do not fill it. */
const LEAST_REACH = 6;

/** How often each sum came out, by its distance from the exact one. */
export function SumHistogram({ shuffles }: { readonly shuffles: Shuffles }) {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const bars = sumBars(shuffles);
  const reach = Math.max(LEAST_REACH, ...bars.map(({ ulps }) => Math.ceil(Math.abs(ulps)) + 1));
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const x = linearScale([-reach, reach], [PAD, width - PAD]);
  const bar = Math.max(2, Math.min(14, (width / (2 * reach)) * 0.8));
  const base = HEIGHT - FOOT;
  const marks = [-1, -0.5, 0.5, 1].map((share) => Math.round(share * reach * 0.9));
  return (
    <div ref={place} className={`${parts.learnChart} ${styles.sumHistogram}`}>
      <svg width={width} height={HEIGHT} role="img" aria-label={histogramWords(bars, shuffles)}>
        <path className={parts.chartBase} d={`M${PAD} ${base}H${Math.max(PAD, width - PAD)}`} />
        <path className={styles.exactLine} d={`M${x(0)} 4V${base + 5}`} />
        <text x={x(0)} y={base + 18} textAnchor="middle">
          exact
        </text>
        {marks.map((at) => (
          <text key={at} x={x(at)} y={base + 18} textAnchor="middle">
            {at > 0 ? `+${at}` : `−${-at}`}
            {at === marks.at(-1) ? ' ulp' : ''}
          </text>
        ))}
        {bars.map(({ sum, count, ulps }) => {
          const height = Math.max(3, (count / most) * (base - 12));
          return (
            <rect
              key={sum}
              className={sum === shuffles.last ? `${styles.sumBar} ${styles.last}` : styles.sumBar}
              x={x(ulps) - bar / 2}
              y={base - height}
              width={bar}
              height={height}
            >
              <title>{`${sum.toPrecision(9)}: ${grouped(count)} times`}</title>
            </rect>
          );
        })}
      </svg>
    </div>
  );
}

function histogramWords(bars: readonly SumBar[], { orders }: Shuffles): string {
  if (bars.length === 0) return 'Histogram of sums, empty so far';
  const [low, high] = [bars[0].ulps, bars[bars.length - 1].ulps];
  return `${bars.length} different sums in ${orders} orders, from ${low.toFixed(1)} to ${high.toFixed(1)} ulp from the exact sum`;
}
