import { useRef } from 'react';
import { linearScale, logScale, powerAxis, powerText } from '../../../../../charts/axis.ts';
import { useWidth } from '../../../../kit/use-width.ts';
import parts from '../../parts.module.css';
import styles from './order-matters.module.css';
import { type RacePoint, WAYS, type Way } from './race.ts';

export const WAY_NAMES: Readonly<Record<Way, string>> = {
  sequential: 'sequential',
  pairwise: 'pairwise',
  kahan: 'Kahan',
};

const [HEIGHT, HEAD, FOOT, LEFT, RIGHT] = [210, 10, 24, 40, 78];
/** In ulp. Tenths and less are drawn at the foot. */
const [LOW, HIGH] = [0.1, 100_000];
const { ticks: TICKS } = powerAxis([1, HIGH]);

/** Error of each way by the number of terms, both axes logarithmic. */
export function RaceChart({ points, at }: { readonly points: readonly RacePoint[]; readonly at: number }) {
  const place = useRef<HTMLDivElement>(null);
  const width = Math.max(1, useWidth(place));
  const last = points.length - 1;
  const x = linearScale([0, last], [LEFT, width - RIGHT]);
  const y = logScale([LOW, HIGH], [HEIGHT - FOOT, HEAD]).clamp(true);
  const names = spread(WAYS.map((way) => y(points[last].ulps[way])));
  return (
    <div ref={place} className={`${parts.learnChart} ${styles.raceChart}`}>
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label="Error of the three ways by the number of terms; the table has the figures"
      >
        {TICKS.map((power) => (
          <g key={power}>
            <path className={parts.chartGrid} d={`M${LEFT} ${y(power)}H${width - RIGHT}`} />
            <text x={LEFT - 6} y={y(power) + 4} textAnchor="end">
              {powerText(power)}
            </text>
          </g>
        ))}
        <path className={styles.raceBest} d={`M${LEFT} ${y(0.5)}H${width - RIGHT}`} />
        {[0, 4, 8].map((index) => (
          <text key={index} x={x(index)} y={HEIGHT - 6} textAnchor="middle">
            {['10', '1,000', '100,000'][index / 4]}
          </text>
        ))}
        <path className={styles.raceAt} d={`M${x(at)} ${HEAD}V${HEIGHT - FOOT}`} />
        {WAYS.map((way, index) => (
          <g key={way} className={styles.raceWay} data-way={way}>
            <polyline points={points.map(({ ulps }, i) => `${x(i)},${y(ulps[way])}`).join(' ')} />
            <circle cx={x(at)} cy={y(points[at].ulps[way])} r="4" />
            <text x={width - RIGHT + 8} y={names[index] + 4}>
              {WAY_NAMES[way]}
            </text>
          </g>
        ))}
      </svg>
    </div>
  );
}

/** Moves labels apart downwards or, at the foot, upwards, until none lies on another. */
function spread(wanted: readonly number[]): number[] {
  const GAP = 14;
  const order = wanted.map((_, index) => index).toSorted((a, b) => wanted[a] - wanted[b]);
  const placed = [...wanted];
  order.forEach((index, i) => {
    if (i > 0) placed[index] = Math.max(placed[index], placed[order[i - 1]] + GAP);
  });
  const over = Math.max(0, Math.max(...placed) - (HEIGHT - FOOT));
  return placed.map((at) => at - over);
}
