import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ReferenceLine,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import type { Alarm } from '../../../../audit/monitor/alarms.ts';
import type { Signal } from '../../../../audit/monitor/signals.ts';
import type { Window } from '../../../../audit/monitor/windows.ts';
import { FIRST, FORK, LINE, SMALL, TOOLTIP } from '../../../../charts/chart-look.ts';
import { clockText, signalText } from '../../../../report/audit-monitor.ts';

const HEIGHT = 130;

interface SignalChartProps {
  readonly signal: Signal;
  readonly windows: readonly Window[];
  /** Undefined: none. */
  readonly limit: number | undefined;
  readonly alarms: readonly Alarm[];
  readonly width: number;
}

/** A signal window by window; its limit is dashed, and where it was crossed lies a wash. */
export function SignalChart({ signal, windows, limit, alarms, width }: SignalChartProps) {
  const data = windows.map((window) => ({
    at: (window.start + window.milliseconds / 2) / 1000,
    value: signal.of(window),
  }));
  const first = windows.at(0);
  const last = windows.at(-1);
  const domain = first && last ? [first.start / 1000, (last.start + last.milliseconds) / 1000] : [0, 1];
  const most = Math.max(0, limit ?? 0, ...data.map(({ value }) => value ?? 0));
  return (
    <LineChart
      data={data}
      width={width}
      height={HEIGHT}
      margin={{ top: 8, right: 10, bottom: 0, left: 0 }}
      accessibilityLayer={false}
      role="img"
      aria-label={wordsOf(signal, data, limit, alarms)}
    >
      <CartesianGrid vertical={false} stroke={LINE} />
      <XAxis
        type="number"
        dataKey="at"
        domain={domain}
        tickCount={width < 300 ? 3 : 5}
        tickFormatter={(seconds: number) => `${Number(seconds.toPrecision(3))} s`}
        tick={{ style: SMALL }}
        stroke={LINE}
      />
      <YAxis
        width={48}
        domain={[0, most > 0 ? most * 1.1 : 1]}
        tickCount={4}
        tickFormatter={(value: number) => String(Number(value.toPrecision(2)))}
        tick={{ style: SMALL }}
        stroke={LINE}
      />
      {alarms.map(({ from, until }) => (
        <ReferenceArea
          key={from}
          x1={from / 1000}
          x2={until / 1000}
          fill="var(--fork-wash)"
          fillOpacity={1}
        />
      ))}
      {limit !== undefined && <ReferenceLine y={limit} stroke={FORK} strokeDasharray="5 3" />}
      <Tooltip
        isAnimationActive={false}
        contentStyle={TOOLTIP}
        formatter={(value: unknown) => [signalText(signal, Number(value)), signal.title]}
        labelFormatter={(at: unknown) => `about ${clockText(1000 * Number(at))}`}
      />
      <Line
        dataKey="value"
        type="linear"
        isAnimationActive={false}
        stroke={FIRST}
        strokeWidth={1.75}
        // One window by itself has no line.
        dot={data.length < 40 ? { r: 2 } : false}
        connectNulls
      />
    </LineChart>
  );
}

function wordsOf(
  signal: Signal,
  data: readonly { readonly value: number | null }[],
  limit: number | undefined,
  alarms: readonly Alarm[],
): string {
  const values = data.flatMap(({ value }) => (value === null ? [] : [value]));
  if (values.length === 0) return `${signal.title}: nothing was measured.`;
  const least = values.reduce((a, b) => Math.min(a, b));
  const most = values.reduce((a, b) => Math.max(a, b));
  const range = `${signal.title} over ${values.length} ${values.length === 1 ? 'window' : 'windows'}: ${signalText(signal, least)} to ${signalText(signal, most)}`;
  if (limit === undefined) return `${range}, no limit.`;
  return `${range}, limit ${signalText(signal, limit)}, crossed ${alarms.length === 1 ? 'once' : `${alarms.length} times`}.`;
}
