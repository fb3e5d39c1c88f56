import { Line, LineChart, Tooltip, XAxis, YAxis } from 'recharts';
import { timeText } from '../../../charts/load-window.ts';
import { LINE, SMALL, TOOLTIP } from '../../kit/chart-look.ts';
import type { PrecisionPoint } from './precision-series.ts';

const HEIGHT = 84;

interface Row {
  readonly key: Exclude<keyof PrecisionPoint, 'at'>;
  readonly name: string;
  readonly stroke: string;
  readonly text: (value: number) => string;
}

const ROWS: readonly Row[] = [
  { key: 'lowered', name: 'layers in a smaller format', stroke: 'var(--b, #9c4306)', text: String },
  { key: 'blocks', name: 'KV blocks there are', stroke: 'var(--a, #1a5bb8)', text: String },
  {
    key: 'missed',
    name: 'of those done, missed a limit',
    stroke: 'var(--ink, #1a1c20)',
    text: (share) => `${Math.round(100 * share)} %`,
  },
  {
    key: 'kl',
    name: 'KL of the probe beside itself alone, nats',
    stroke: 'var(--same, #1b7048)',
    text: (kl) => (kl === 0 ? '0' : kl.toPrecision(2)),
  },
];

/** What a run gave up by lowering layers and what it gained, one under the other over one time. */
export function PrecisionChart({
  points,
  width,
}: {
  readonly points: readonly PrecisionPoint[];
  readonly width: number;
}) {
  const shown = ROWS.filter(({ key }) => points.some((point) => point[key] !== null));
  return shown.map((row, i) => (
    <PrecisionRow key={row.key} {...{ row, points, width }} last={i === shown.length - 1} />
  ));
}

function PrecisionRow({
  row: { key, name, stroke, text },
  points,
  width,
  last,
}: {
  readonly row: Row;
  readonly points: readonly PrecisionPoint[];
  readonly width: number;
  readonly last: boolean;
}) {
  return (
    <figure style={{ margin: 0 }}>
      <figcaption style={{ fontSize: '0.8125rem' }}>{name}</figcaption>
      <LineChart
        data={[...points]}
        width={width}
        height={last ? HEIGHT + 20 : HEIGHT}
        margin={{ top: 4, right: 12, bottom: 4, left: 0 }}
        aria-label={wordsOf(points, key, name, text)}
        syncId="precision"
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
          width={52}
          domain={[0, 'auto']}
          tickCount={3}
          tickFormatter={text}
          tick={{ style: SMALL }}
          stroke={LINE}
        />
        <Tooltip
          isAnimationActive={false}
          formatter={(value: unknown) => [text(Number(value)), name]}
          labelFormatter={(at: unknown) => `at ${timeText(Number(at))}`}
          contentStyle={TOOLTIP}
        />
        <Line
          dataKey={key}
          type={key === 'kl' ? 'linear' : 'stepAfter'}
          dot={false}
          connectNulls
          isAnimationActive={false}
          stroke={stroke}
          strokeWidth={1.5}
        />
      </LineChart>
    </figure>
  );
}

function wordsOf(
  points: readonly PrecisionPoint[],
  key: Row['key'],
  name: string,
  text: Row['text'],
): string {
  const values = points.flatMap((point) => point[key] ?? []);
  return `${name}: from ${text(Math.min(...values))} to ${text(Math.max(...values))}`;
}
