import { FORK, INK, LINE, MUTED, SMALL } from '../../../../../charts/chart-look.ts';

interface Mark {
  readonly name: string;
  readonly value: number;
}

interface BarsProps {
  /** The picture in words. */
  readonly label: string;
  readonly values: readonly number[];
  readonly marks: readonly Mark[];
}

const [WIDTH, HEIGHT, TOP, FOOT] = [600, 150, 44, 18];
const BINS = 40;

/** How often which latency was, with marks above it. */
export function Bars({ label, values, marks }: BarsProps) {
  const most = Math.max(...values, ...marks.map(({ value }) => value));
  const counts = new Array<number>(BINS).fill(0);
  for (const value of values) counts[Math.min(BINS - 1, Math.floor((value / most) * BINS))]++;
  const highest = Math.max(...counts);
  const x = (value: number) => (value / most) * (WIDTH - 2) + 1;
  const bottom = HEIGHT - FOOT;
  return (
    <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} style={{ width: '100%' }}>
      {counts.map((count, bin) => {
        const height = (count / highest) * (bottom - TOP);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bin is its place.
            key={bin}
            {...{ x: x((bin * most) / BINS), y: bottom - height }}
            {...{ width: WIDTH / BINS - 1.5, height }}
            style={{ fill: MUTED }}
          />
        );
      })}
      <path d={`M0,${bottom}H${WIDTH}`} style={{ stroke: LINE }} />
      {marks.map(({ name, value }, i) => {
        const top = 12 + (i % 3) * 13;
        const flip = x(value) > WIDTH - 60;
        return (
          <g key={name}>
            <path
              d={`M${x(value)},${top - 8}V${bottom}`}
              style={{
                stroke: i === 0 ? FORK : INK,
                strokeWidth: 1.5,
                strokeDasharray: i === 0 ? '' : '3 3',
              }}
            />
            <text x={x(value) + (flip ? -4 : 4)} y={top} textAnchor={flip ? 'end' : 'start'} style={SMALL}>
              {name}
            </text>
          </g>
        );
      })}
      <text x={0} y={HEIGHT - 4} style={SMALL}>
        0 ms
      </text>
      <text x={WIDTH} y={HEIGHT - 4} textAnchor="end" style={SMALL}>
        {Math.round(most)} ms
      </text>
    </svg>
  );
}
