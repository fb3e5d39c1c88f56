import { CartesianGrid, ErrorBar, Line, LineChart, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import type { Price } from '../../../bench/summary.ts';
import { linearScale, logScale } from '../../../charts/axis.ts';
import { INK, LINE, MUTED, SMALL, SURFACE } from '../../../charts/chart-look.ts';
import { CURE } from '../../../numerics/sets/sets.ts';
import { kernelsName } from '../../../report/bench.ts';
import type { BenchChartProps } from './chart-place.tsx';
import { PRICE_HEIGHT } from './chart-style.ts';
import { type PriceSeries, priceSeries, rowsOfSeries } from './price-series.ts';
import { PriceTip } from './price-tip.tsx';

/** What the project allows itself. */
const TARGET = 1.1;

const AXIS = 50;
const NAMES = 40;
/** Of decode steps by their context, the first without end. */
const DECODE = [
  { symbol: 'circle', sign: '●' },
  { symbol: 'diamond', sign: '◆' },
  { symbol: 'triangle', sign: '▲' },
  { symbol: 'star', sign: '★' },
] as const;
const PREFILL = { symbol: 'square', sign: '□' } as const;

/** The invariant set's time over the fastest kernels', by the rows of a step, each with its 95 % interval. */
export function PriceChart({ title, cases, width }: BenchChartProps) {
  const series = priceSeries(cases);
  if (series.length === 0) return null;
  const rows = rowsOfSeries(series);
  const span = spanOf(series.flatMap(({ byRows }) => [...byRows.values()]));
  const ratios = linearScale(span, [0, 1]).ticks(5);
  const x = logScale([rows[0], Math.max(2 * rows[0], rows[rows.length - 1])], [0, 1]);
  return (
    <LineChart
      data={rows.map((m) => ({ rows: m }))}
      width={width}
      height={PRICE_HEIGHT}
      margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
      aria-label={`${title}. ${wordsOf(series, rows)}`}
    >
      <CartesianGrid vertical={false} stroke={LINE} horizontalValues={ratios} />
      <XAxis
        type="number"
        dataKey="rows"
        scale={x}
        domain={x.domain() as [number, number]}
        ticks={rows}
        interval="preserveStartEnd"
        padding={{ left: 14, right: 14 }}
        tick={{ style: SMALL }}
        stroke={LINE}
        height={AXIS}
      />
      <YAxis
        type="number"
        width={NAMES}
        domain={span}
        ticks={ratios}
        tickFormatter={(ratio: number) => ratio.toFixed(2)}
        tick={{ style: SMALL }}
        stroke={LINE}
      />
      <ReferenceLine y={1} stroke={MUTED} />
      <ReferenceLine y={TARGET} stroke={MUTED} strokeDasharray="4 3" />
      <Tooltip
        isAnimationActive={false}
        cursor={{ stroke: LINE }}
        content={({ active, label }) => (active ? <PriceTip rows={Number(label)} series={series} /> : null)}
      />
      <text x={0} y={PRICE_HEIGHT - 16} style={SMALL}>
        M, the rows of a step
      </text>
      <text x={0} y={PRICE_HEIGHT - 3} style={SMALL}>
        {keyOf(series)}
      </text>
      {series.map(({ name, phase, byRows }, i) => (
        <Line
          key={name}
          name={name}
          dataKey={({ rows: m }: { rows: number }) => byRows.get(m)?.ratio.estimate}
          stroke={INK}
          strokeWidth={0.5}
          connectNulls
          isAnimationActive={false}
          dot={{
            symbol: signOf(series[i], i).symbol,
            r: 4,
            fill: phase === 'decode' ? INK : SURFACE,
            stroke: INK,
            strokeWidth: 1,
          }}
          activeDot={false}
        >
          <ErrorBar
            dataKey={({ rows: m }: { rows: number }) => errorOf(byRows.get(m))}
            width={3}
            strokeWidth={1}
            stroke={INK}
            isAnimationActive={false}
          />
        </Line>
      ))}
    </LineChart>
  );
}

/** Holds what is free, what is allowed and every interval. */
function spanOf(prices: readonly Price[]): [number, number] {
  return [
    Math.min(0.95, ...prices.map(({ ratio }) => ratio.low)) - 0.02,
    Math.max(1.12, ...prices.map(({ ratio }) => ratio.high)) + 0.03,
  ];
}

function errorOf(price: Price | undefined): [number, number] | undefined {
  if (!price) return;
  const { estimate, low, high } = price.ratio;
  return [estimate - low, high - estimate];
}

function signOf({ phase }: PriceSeries, i: number) {
  return phase === 'decode' ? DECODE[i % DECODE.length] : PREFILL;
}

function keyOf(series: readonly PriceSeries[]): string {
  return series
    .map(
      (one, i) => `${signOf(one, i).sign} ${i > 0 ? one.name.replace('decode at context ', '') : one.name}`,
    )
    .join('  ');
}

function wordsOf(series: readonly PriceSeries[], rows: readonly number[]): string {
  const points = rows.flatMap((m) =>
    series.flatMap(({ name, byRows }) => {
      const price = byRows.get(m);
      return price ? [`M ${m}, ${name}: ${sentence(price)}`] : [];
    }),
  );
  return points.join('. ');
}

function sentence({ fastest, ratio }: Price): string {
  return fastest === CURE
    ? 'the invariant set is the fastest'
    : `${ratio.estimate.toFixed(2)} times ${kernelsName(fastest)}`;
}
