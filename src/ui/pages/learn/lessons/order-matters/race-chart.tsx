import { useRef } from 'react';
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
/** Tenths of an ulp and less are drawn at the foot. */
const [LOW, HIGH] = [-1, 5];

/** Error of each way by the number of terms, both axes logarithmic. */
export function RaceChart({ points, at }: { readonly points: readonly RacePoint[]; readonly at: number }) {
  const place = useRef<HTMLDivElement>(null);
  const width = Math.max(1, useWidth(place));
  const last = points.length - 1;
  const x = (index: number) => LEFT + (index / last) * (width - LEFT - RIGHT);
  const y = (ulps: number) => {
    const power = Math.min(Math.max(Math.log10(Math.max(ulps, 1e-9)), LOW), HIGH);
    return HEIGHT - FOOT - ((power - LOW) / (HIGH - LOW)) * (HEIGHT - FOOT - HEAD);
  };
  const names = spread(WAYS.map((way) => y(points[last].ulps[way])));
  return (
    <div ref={place} className={`${parts.learnChart} ${styles.raceChart}`}>
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label="Error of the three ways by the number of terms; the table has the figures"
      >
        {[0, 1, 2, 3, 4, 5].map((power) => (
          <g key={power}>
            <path className={parts.chartGrid} d={`M${LEFT} ${y(10 ** power)}H${width - RIGHT}`} />
            <text x={LEFT - 6} y={y(10 ** power) + 4} textAnchor="end">
              {power < 3 ? 10 ** power : `${10 ** (power - 3)}k`}
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
