import { caseName } from '../../../bench/bench-case.ts';
import type { CaseReport, EngineTimes } from '../../../bench/report.ts';
import { quartiles } from '../../../bench/statistics.ts';
import { priceOf } from '../../../bench/summary.ts';
import { rateText } from '../../../report/bench.ts';
import { ENGINE_COLOUR, ENGINE_NAME, INK, LINE, SMALL, TEXT } from './chart-style.ts';

interface RatesChartProps {
  readonly title: string;
  readonly cases: readonly CaseReport[];
  /** Of the picture, in pixels; it is as high as its cases ask for. */
  readonly width: number;
}

const ROW = 18;
const HEAD = 22;
const GAP = 10;
const NAMES = 112;
const FIGURES = 92;

/** Tokens a second by engine: a bar each, every case on a scale of its own, with a line from quartile to quartile; the price of invariance names the fastest. */
export function RatesChart({ title, cases, width }: RatesChartProps) {
  const tops: number[] = [];
  let height = 4;
  for (const { times } of cases) {
    tops.push(height);
    height += HEAD + times.length * ROW + GAP;
  }
  const label = `${title}. ${cases.map(sentence).join(' ')}`;
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="img"
      aria-label={label}
      data-chart={title}
    >
      {cases.map((report, i) => (
        <CaseBars key={caseName(report.case)} report={report} top={tops[i]} width={width} />
      ))}
    </svg>
  );
}

interface CaseBarsProps {
  readonly report: CaseReport;
  readonly top: number;
  readonly width: number;
}

function CaseBars({ report, top, width }: CaseBarsProps) {
  const room = width - NAMES - FIGURES;
  const most = Math.max(...report.times.map((times) => rateQuartiles(times).high));
  const price = priceOf(report);
  return (
    <g>
      <text x={0} y={top + 13} style={{ ...TEXT, fontWeight: 600 }}>
        {caseName(report.case)}
        {price && `: price ${price.ratio.estimate.toFixed(2)} (${price.fastest})`}
      </text>
      <line
        x1={NAMES}
        x2={NAMES}
        y1={top + HEAD - 2}
        y2={top + HEAD + report.times.length * ROW}
        stroke={LINE}
      />
      {report.times.map((times, i) => {
        const y = top + HEAD + i * ROW;
        const { low, high } = rateQuartiles(times);
        const at = (rate: number) => NAMES + (rate / most) * room;
        return (
          <g key={times.engine}>
            <text x={NAMES - 8} y={y + 11} textAnchor="end" style={SMALL}>
              {ENGINE_NAME[times.engine]}
            </text>
            <rect
              x={NAMES}
              y={y + 2}
              width={Math.max(1, at(times.tokensPerSecond) - NAMES)}
              height={ROW - 7}
              style={{ fill: ENGINE_COLOUR[times.engine] }}
            />
            <line x1={at(low)} x2={at(high)} y1={y + ROW - 3} y2={y + ROW - 3} style={{ stroke: INK }} />
            <text x={at(high) + 6} y={y + 11} style={SMALL}>
              {rateText(times.tokensPerSecond)} tok/s
            </text>
          </g>
        );
      })}
    </g>
  );
}

/** Of the repeats' tokens a second. */
function rateQuartiles({ wall, milliseconds, tokensPerSecond }: EngineTimes) {
  const [low, high] = quartiles(wall);
  const rate = (time: number) => (tokensPerSecond * milliseconds) / time;
  return { low: rate(high), high: rate(low) };
}

function sentence({ case: benchCase, times }: CaseReport): string {
  const rates = times.map(
    ({ engine, tokensPerSecond }) => `${ENGINE_NAME[engine]} ${rateText(tokensPerSecond)}`,
  );
  return `${caseName(benchCase)}: ${rates.join(', ')} tokens a second.`;
}
