import { rowsOf } from '../../../bench/bench-case.ts';
import type { CaseReport } from '../../../bench/report.ts';
import { type Price, priceOf } from '../../../bench/summary.ts';
import { kernelsName } from '../../../report/bench.ts';
import { INK, LINE, MUTED, SMALL } from './chart-style.ts';

interface PriceChartProps {
  readonly title: string;
  readonly cases: readonly CaseReport[];
  readonly width: number;
}

/** What the project allows itself. */
const TARGET = 1.1;

const HEIGHT = 150;
const BOX = { left: 40, right: 12, top: 12, bottom: 34 };

/** The invariant set's time over the fastest kernels', by the rows of a step, each with its 95 % interval; round: decode, square: prefill. */
export function PriceChart({ title, cases, width }: PriceChartProps) {
  const points = cases.flatMap((report) => {
    const price = priceOf(report);
    return price ? [{ rows: rowsOf(report.case), phase: report.case.phase, price }] : [];
  });
  if (points.length === 0) return null;
  const most = Math.max(1.12, ...points.map(({ price }) => price.ratio.high)) + 0.03;
  const least = Math.min(0.95, ...points.map(({ price }) => price.ratio.low)) - 0.02;
  const rows = [...new Set(points.map((point) => point.rows))].toSorted((a, b) => a - b);
  const [first, last] = [Math.log2(rows[0]), Math.log2(rows[rows.length - 1])];
  const x = (m: number) =>
    BOX.left +
    12 +
    ((Math.log2(m) - first) / Math.max(1, last - first)) * (width - BOX.left - BOX.right - 24);
  const y = (ratio: number) => BOX.top + ((most - ratio) / (most - least)) * (HEIGHT - BOX.top - BOX.bottom);
  const label = `${title}. ${points.map(({ rows: m, phase, price }) => `M ${m}, ${phase}: ${sentence(price)}`).join('. ')}`;
  return (
    <svg
      viewBox={`0 0 ${width} ${HEIGHT}`}
      width={width}
      height={HEIGHT}
      role="img"
      aria-label={label}
      data-chart={title}
    >
      {[1, TARGET].map((ratio) => (
        <g key={ratio}>
          <line
            x1={BOX.left}
            x2={width - BOX.right}
            y1={y(ratio)}
            y2={y(ratio)}
            style={{ stroke: ratio === 1 ? MUTED : LINE }}
            strokeDasharray={ratio === 1 ? undefined : '4 3'}
          />
          {/* On a long scale the lines lie nearer than two numbers have room for. */}
          <text
            x={BOX.left - 6}
            y={ratio === 1 ? y(1) + 4 : Math.min(y(ratio) + 4, y(1) - 8)}
            textAnchor="end"
            style={SMALL}
          >
            {ratio.toFixed(2)}
          </text>
        </g>
      ))}
      {points.map(({ rows: m, phase, price: { ratio } }) => (
        <g key={`${phase} ${m} ${ratio.estimate}`} style={{ stroke: INK }}>
          <line x1={x(m)} x2={x(m)} y1={y(ratio.high)} y2={y(ratio.low)} />
          {phase === 'decode' ? (
            <circle cx={x(m)} cy={y(ratio.estimate)} r={4} style={{ fill: INK }} />
          ) : (
            <rect
              x={x(m) - 4}
              y={y(ratio.estimate) - 4}
              width={8}
              height={8}
              style={{ fill: 'var(--surface, #fff)' }}
            />
          )}
        </g>
      ))}
      {rows.map((m) => (
        <text key={m} x={x(m)} y={HEIGHT - 18} textAnchor="middle" style={SMALL}>
          {m}
        </text>
      ))}
      <text x={BOX.left} y={HEIGHT - 3} style={SMALL}>
        M, the rows of a step; ● decode □ prefill
      </text>
    </svg>
  );
}

function sentence({ fastest, ratio }: Price): string {
  return fastest === 'invariant'
    ? 'the invariant set is the fastest'
    : `${ratio.estimate.toFixed(2)} times ${kernelsName(fastest)}`;
}
