import { Line, LineChart, Tooltip, XAxis, YAxis } from 'recharts';
import { FIRST, INK, LINE, SAME, SECOND, SMALL, TOOLTIP } from '../../../charts/chart-look.ts';
import { timeText } from '../../../charts/load-window.ts';
import { bytesWords } from '../../../results/amounts.ts';
import type { PrecisionPoint } from './precision-series.ts';

const HEIGHT = 84;

/** A tone and a dash for each arm: the colour only repeats it. */
export const ARM_LOOKS = [
  { stroke: INK, dash: '2 3' },
  { stroke: FIRST, dash: '' },
  { stroke: SECOND, dash: '9 3' },
  { stroke: SAME, dash: '9 3 2 3' },
] as const;

interface Row {
  readonly key: Exclude<keyof PrecisionPoint, 'at'>;
  readonly name: string;
  readonly text: (value: number) => string;
}

const ROWS: readonly Row[] = [
  { key: 'bytes', name: 'Bytes of the layers’ weights', text: bytesWords },
  { key: 'blocks', name: 'KV blocks that there are', text: String },
  {
    key: 'missed',
    name: 'Of those done so far, missed a stated limit',
    text: (share) => `${Math.round(100 * share)} %`,
  },
  {
    key: 'kl',
    name: 'KL of the probe to itself alone, nats (axis by square roots)',
    text: (kl) => (kl === 0 ? '0' : kl.toPrecision(2)),
  },
];

export interface ArmPoints {
  readonly arm: string;
  readonly points: readonly PrecisionPoint[];
}

interface PrecisionChartProps {
  readonly arms: readonly ArmPoints[];
  readonly width: number;
}

/** What arms gave up by lowering layers and what they gained, one under the other over one time. */
export function PrecisionChart({ arms, width }: PrecisionChartProps) {
  const shown = ROWS.filter(({ key }) =>
    arms.some(({ points }) => points.some((point) => point[key] !== null)),
  );
  return shown.map((row, i) => (
    <PrecisionRow key={row.key} {...{ row, arms, width }} last={i === shown.length - 1} />
  ));
}

interface PrecisionRowProps extends PrecisionChartProps {
  readonly row: Row;
  readonly last: boolean;
}

function PrecisionRow({ row, arms, width, last }: PrecisionRowProps) {
  const { key, name, text } = row;
  return (
    <figure style={{ margin: 0 }}>
      <figcaption style={{ fontSize: '0.8125rem' }}>{name}</figcaption>
      <LineChart
        data={togetherOf(arms, key)}
        width={width}
        height={last ? HEIGHT + 20 : HEIGHT}
        margin={{ top: 4, right: 12, bottom: 4, left: 0 }}
        aria-label={wordsOf(arms, row)}
        syncId="precision"
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
          width={64}
          {...(key === 'kl' ? rootAxis(arms) : { domain: [0, 'auto'], tickCount: 3 })}
          tickFormatter={text}
          tick={{ style: SMALL }}
          stroke={LINE}
        />
        <Tooltip
          isAnimationActive={false}
          formatter={(value: unknown, line: unknown) => [text(Number(value)), arms[Number(line)]?.arm]}
          labelFormatter={(at: unknown) => `at ${timeText(Number(at))}`}
          contentStyle={TOOLTIP}
        />
        {arms.map(({ arm }, line) => (
          <Line
            key={arm}
            dataKey={String(line)}
            type={key === 'kl' ? 'linear' : 'stepAfter'}
            dot={false}
            connectNulls
            isAnimationActive={false}
            stroke={ARM_LOOKS[line].stroke}
            strokeDasharray={ARM_LOOKS[line].dash}
            strokeWidth={1.5}
          />
        ))}
      </LineChart>
    </figure>
  );
}

/** KL of one format is a hundred times that of another: by square roots both are seen, and 0 is. */
function rootAxis(arms: readonly ArmPoints[]) {
  const most = Math.max(...arms.flatMap(({ points }) => points.map(({ kl }) => kl ?? 0)), Number.MIN_VALUE);
  const ticks = [0, most / 16, most / 4, most].map((tick) => Number(tick.toPrecision(1)));
  return { scale: 'sqrt' as const, domain: [0, Math.max(most, ticks[3])], ticks };
}

/** One row of data for each moment of any arm, by the arm's place. */
function togetherOf(arms: readonly ArmPoints[], key: Row['key']) {
  return arms
    .flatMap(({ points }, line) => points.map((point) => ({ at: point.at, [line]: point[key] })))
    .toSorted((a, b) => a.at - b.at);
}

function wordsOf(arms: readonly ArmPoints[], { key, name, text }: Row): string {
  const words = arms.flatMap(({ arm, points }) => {
    const values = points.flatMap((point) => point[key] ?? []);
    return values.length > 0
      ? [`${arm} from ${text(Math.min(...values))} to ${text(Math.max(...values))}`]
      : [];
  });
  return `${name}: ${words.join('; ')}`;
}
