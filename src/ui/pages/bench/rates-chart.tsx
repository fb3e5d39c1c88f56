import {
  Bar,
  BarChart,
  type BarShapeProps,
  CartesianGrid,
  ErrorBar,
  LabelList,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { caseName } from '../../../bench/bench-case.ts';
import type { CaseReport } from '../../../bench/report.ts';
import { INK, LINE, SMALL, TEXT } from '../../../charts/chart-look.ts';
import { rateText } from '../../../report/bench.ts';
import type { BenchChartProps } from './chart-place.tsx';
import { ENGINE_COLOUR, ENGINE_NAME, RATE_AXIS, ratesHeight } from './chart-style.ts';
import { type EngineRow, type RateRow, rateRows } from './rate-rows.ts';
import { RateTip } from './rate-tip.tsx';
import { RowKeys } from './row-keys.tsx';

const BAR = 11;
const NAMES = 112;
const FIGURES = 92;
const SHARES = [0, 0.25, 0.5, 0.75, 1];

/** Tokens a second by engine: a bar each, as a share of the fastest in the same step, with a line from quartile to quartile; the price of invariance names the fastest. */
export function RatesChart({ title, cases, width }: BenchChartProps) {
  const rows = rateRows(cases);
  const byKey = new Map(rows.map((row) => [row.key, row]));
  const most = Math.max(1, ...rows.map((row) => (row.kind === 'engine' ? row.high / row.fastest : 0)));
  return (
    <RowKeys>
      <BarChart
        // Other lines are another chart: recharts draws once more with the old ones before it takes the new.
        key={rows.map(({ key }) => key).join()}
        layout="vertical"
        data={rows}
        width={width}
        height={ratesHeight(cases)}
        margin={{ top: 0, right: FIGURES, bottom: 0, left: 0 }}
        barSize={BAR}
        aria-label={`${title}. ${cases.map(sentence).join(' ')}`}
      >
        <CartesianGrid horizontal={false} stroke={LINE} verticalValues={SHARES} />
        <XAxis
          type="number"
          domain={[0, most]}
          ticks={SHARES}
          tickFormatter={(share: number) => `${100 * share}`}
          tick={{ style: SMALL }}
          stroke={LINE}
          height={RATE_AXIS}
          label={{ value: '% of the fastest in its step', position: 'insideBottomLeft', style: SMALL }}
        />
        <YAxis
          type="category"
          dataKey="key"
          width={NAMES}
          interval={0}
          axisLine={false}
          tickLine={false}
          tick={({ y, payload }) => <RowName row={byKey.get(payload.value)!} y={Number(y)} />}
        />
        <Tooltip
          isAnimationActive={false}
          cursor={{ fill: LINE, fillOpacity: 0.5, stroke: 'none' }}
          filterNull={false}
          content={({ active, label }) => (active ? <RateTip row={byKey.get(String(label))} /> : null)}
        />
        <Bar dataKey={shareOf} shape={EngineBar} isAnimationActive={false}>
          <ErrorBar dataKey={errorOf} width={3} strokeWidth={1.5} stroke={INK} isAnimationActive={false} />
          <LabelList
            content={({ index, x, y, width: long }) => (
              <Figure row={rows[index!]} x={Number(x)} y={Number(y)} long={Number(long)} />
            )}
          />
        </Bar>
      </BarChart>
    </RowKeys>
  );
}

function shareOf(row: RateRow): number | null {
  return row.kind === 'engine' ? row.tokensPerSecond / row.fastest : null;
}

function errorOf(row: RateRow): [number, number] | null {
  if (row.kind !== 'engine') return null;
  const { tokensPerSecond, low, high, fastest } = row;
  return [(tokensPerSecond - low) / fastest, (high - tokensPerSecond) / fastest];
}

function RowName({ row, y }: { readonly row: RateRow; readonly y: number }) {
  if (row.kind === 'engine')
    return (
      <text x={NAMES - 8} y={y + 4} textAnchor="end" style={SMALL}>
        {ENGINE_NAME[row.engine]}
      </text>
    );
  return (
    <text x={0} y={y + 7} style={{ ...TEXT, fontWeight: 600 }}>
      {row.key}
      {row.price && `: price ${row.price.ratio.estimate.toFixed(2)} (${row.price.fastest})`}
    </text>
  );
}

function EngineBar({ x, y, width, height, payload }: BarShapeProps) {
  const { engine } = payload as EngineRow;
  return (
    <rect
      x={x}
      y={y}
      width={Math.max(1, width)}
      height={height}
      style={{ fill: ENGINE_COLOUR[engine], fillOpacity: 0.5, stroke: ENGINE_COLOUR[engine] }}
    />
  );
}

interface FigureProps {
  readonly row: RateRow;
  readonly x: number;
  readonly y: number;
  /** Of the bar. */
  readonly long: number;
}

/** Beyond the bar and its line. */
function Figure({ row, x, y, long }: FigureProps) {
  if (row.kind !== 'engine') return null;
  return (
    <text x={x + (long * row.high) / row.tokensPerSecond + 8} y={y + BAR - 1} style={SMALL}>
      {rateText(row.tokensPerSecond)} tok/s
    </text>
  );
}

function sentence({ case: benchCase, times }: CaseReport): string {
  const rates = times.map(
    ({ engine, tokensPerSecond }) => `${ENGINE_NAME[engine]} ${rateText(tokensPerSecond)}`,
  );
  return `${caseName(benchCase)}: ${rates.join(', ')} tokens a second.`;
}
