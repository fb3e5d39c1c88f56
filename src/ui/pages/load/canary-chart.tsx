import { Area, ComposedChart, Line, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import { FIRST, FORK, INK, LINE, SMALL, TOOLTIP } from '../../../charts/chart-look.ts';
import { timeText } from '../../../charts/load-window.ts';
import type { CanaryLook } from '../../../results/load/load-record.ts';
import type { CanaryRule } from '../../../steps/serving.ts';
import { type CanaryPoint, canarySeries, DIFFERENCES, RATIOS } from './canary-series.ts';

const HEIGHT = 132;
/** Room for the word at a mark. */
const ABOVE = 16;

interface CanaryChartProps {
  readonly looks: readonly CanaryLook[];
  readonly rule: CanaryRule;
  /** When it was decided, and what; null where it is open. */
  readonly decided: { readonly at: number; readonly words: string } | null;
  readonly width: number;
}

/** Both endpoints over the run, each estimate in its interval, the margin and the decision marked. */
export function CanaryChart({ looks, rule, decided, width }: CanaryChartProps) {
  const shared = { decided, width };
  return (
    <>
      <Endpoint
        {...shared}
        name={`Latency, times the control’s, log axis; dashed: the margin, ${rule.latency.margin}`}
        points={canarySeries(looks, 'latency')}
        margin={rule.latency.margin}
        text={(ratio) => `${Number(ratio.toPrecision(3))}`}
        axis={{ scale: 'log', domain: [...RATIOS], ticks: [0.25, 1, 4, 16] }}
        last={!rule.quality}
      />
      {rule.quality && (
        <Endpoint
          {...shared}
          name={`Right answers, points above the control’s; dashed: the margin, ${Math.round(-1000 * rule.quality.margin) / 10}`}
          points={canarySeries(looks, 'quality')}
          margin={-rule.quality.margin}
          text={(share) => `${Math.round(100 * share)}`}
          axis={{ scale: 'linear', domain: [...DIFFERENCES], ticks: [-0.5, 0, 0.5] }}
          last
        />
      )}
    </>
  );
}

interface EndpointProps extends Pick<CanaryChartProps, 'decided' | 'width'> {
  readonly name: string;
  readonly points: readonly CanaryPoint[];
  readonly margin: number;
  readonly text: (value: number) => string;
  readonly axis: { readonly scale: 'log' | 'linear'; readonly domain: number[]; readonly ticks: number[] };
  readonly last: boolean;
}

function Endpoint({ name, points, margin, text, axis, decided, width, last }: EndpointProps) {
  return (
    <figure style={{ margin: 0 }}>
      <figcaption style={{ fontSize: '0.8125rem' }}>{name}</figcaption>
      <ComposedChart
        data={[...points]}
        width={width}
        height={last ? HEIGHT + 20 : HEIGHT}
        margin={{ top: ABOVE, right: 12, bottom: 4, left: 0 }}
        aria-label={wordsOf(name, points, text)}
        syncId="canary"
        syncMethod="value"
      >
        <XAxis
          type="number"
          dataKey="at"
          domain={['dataMin', 'dataMax']}
          tickFormatter={timeText}
          tick={last ? { style: SMALL } : false}
          height={last ? 24 : 4}
          stroke={LINE}
        />
        <YAxis
          type="number"
          width={44}
          {...axis}
          allowDataOverflow
          tickFormatter={text}
          tick={{ style: SMALL }}
          stroke={LINE}
        />
        <Tooltip
          isAnimationActive={false}
          formatter={(value: unknown, key: unknown) => [
            Array.isArray(value) ? value.map((end) => text(Number(end))).join(' to ') : text(Number(value)),
            key === 'band' ? 'interval' : 'estimate',
          ]}
          labelFormatter={(at: unknown) => `at ${timeText(Number(at))}`}
          contentStyle={TOOLTIP}
        />
        <Area
          dataKey="band"
          type="stepAfter"
          isAnimationActive={false}
          fill={FIRST}
          fillOpacity={0.18}
          stroke={FIRST}
          strokeWidth={0.75}
          activeDot={false}
        />
        <Line dataKey="value" type="stepAfter" dot={false} isAnimationActive={false} stroke={INK} />
        <ReferenceLine y={margin} stroke={FORK} strokeDasharray="6 3" />
        {decided && (
          <ReferenceLine
            x={decided.at}
            stroke={INK}
            label={{ value: decided.words, position: 'top', style: { ...SMALL, textAnchor: 'end' } }}
          />
        )}
      </ComposedChart>
    </figure>
  );
}

function wordsOf(name: string, points: readonly CanaryPoint[], text: (value: number) => string): string {
  const last = points.at(-1);
  if (!last || last.value === null) return name;
  return `${name}: ${text(last.value)} at the end, from ${text(last.band[0])} to ${text(last.band[1])}`;
}
