import {
  ErrorBar,
  LabelList,
  ReferenceArea,
  ReferenceLine,
  Scatter,
  ScatterChart,
  XAxis,
  YAxis,
} from 'recharts';
import { linearScale, type Span } from './axis.ts';
import { FORK, INK, LINE, MUTED, SAME, SMALL, TEXT } from './chart-look.ts';
import { type LabelPlace, labelPlaces } from './label-places.ts';

/** A variant by what it is worth and what it costs, each over the first one's, with intervals. */
export interface FrontierPoint {
  readonly id: string;
  readonly quality: Ranged;
  readonly cost: Ranged;
  /** Whether no other one is at least as good and at least as cheap. */
  readonly onFrontier: boolean;
}

interface Ranged {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface FrontierChartProps {
  readonly title: string;
  /** What quality is: `tasks passed`. */
  readonly quality: string;
  readonly points: readonly FrontierPoint[];
  /** Least quality and most cost that are asked for. */
  readonly asked: { readonly quality: number; readonly cost: number };
  readonly width: number;
}

export const FRONTIER_HEIGHT = 320;
const MARGIN = { top: 30, right: 24, bottom: 8, left: 0 };
const [LEFT, BELOW] = [52, 40];
const ROOM = 0.06;
const TICK = 72;

/** Quality over cost: up and to the left is better; the shaded corner is what was asked for. */
export function FrontierChart({ title, quality, points, asked, width }: FrontierChartProps) {
  const costs = spanOf(
    points.map(({ cost }) => cost),
    [0, asked.cost, 1],
  );
  const qualities = spanOf(
    points.map((point) => point.quality),
    [asked.quality, 1],
  );
  const places = placesOf(points, { costs, qualities, width });
  return (
    <ScatterChart
      key={points.map(({ id }) => id).join()}
      width={width}
      height={FRONTIER_HEIGHT}
      margin={MARGIN}
      accessibilityLayer={false}
      role="img"
      aria-label={`${title}. ${points.map((point) => inWords(point, quality)).join(' ')}`}
    >
      <XAxis
        type="number"
        dataKey="cost.value"
        domain={[...costs]}
        ticks={linearScale(costs, [0, width]).ticks(Math.max(3, Math.floor(width / TICK)))}
        tickFormatter={percent}
        tick={{ style: SMALL }}
        stroke={LINE}
        height={BELOW}
        allowDataOverflow
        label={{ value: 'cost of the first', position: 'insideBottom', style: SMALL }}
      />
      <YAxis
        type="number"
        dataKey="quality.value"
        width={LEFT}
        domain={[...qualities]}
        ticks={linearScale(qualities, [0, 1]).ticks(6)}
        tickFormatter={percent}
        tick={{ style: SMALL }}
        stroke={LINE}
        allowDataOverflow
      />
      <ReferenceArea
        x1={costs[0]}
        x2={asked.cost}
        y1={asked.quality}
        y2={qualities[1]}
        fill={SAME}
        fillOpacity={0.14}
        stroke={SAME}
        strokeDasharray="3 3"
      />
      <ReferenceLine y={1} stroke={LINE} />
      <ReferenceLine x={1} stroke={LINE} />
      {points.map((point, i) => (
        <Scatter
          key={point.id}
          data={[point]}
          isAnimationActive={false}
          fill={point.onFrontier ? INK : 'none'}
          stroke={point.onFrontier ? INK : FORK}
          shape={point.onFrontier ? 'circle' : 'diamond'}
        >
          <ErrorBar dataKey={errorOf('cost')} direction="x" {...ERROR} />
          <ErrorBar dataKey={errorOf('quality')} direction="y" {...ERROR} />
          <LabelList dataKey="id" position={places[i].side} offset={places[i].gap} style={TEXT} />
        </Scatter>
      ))}
      <text x={0} y={12} style={SMALL}>
        {quality}, of the first
      </text>
    </ScatterChart>
  );
}

const ERROR = { width: 3, strokeWidth: 1, stroke: MUTED, isAnimationActive: false } as const;

function errorOf(of: 'cost' | 'quality') {
  return (point: FrontierPoint): [number, number] => {
    const { value, low, high } = point[of];
    // An end that is nowhere ends at the value.
    return [Number.isFinite(low) ? value - low : 0, Number.isFinite(high) ? high - value : 0];
  };
}

function placesOf(
  points: readonly FrontierPoint[],
  { costs, qualities, width }: { readonly costs: Span; readonly qualities: Span; readonly width: number },
): LabelPlace[] {
  const x = linearScale(costs, [LEFT + MARGIN.left, width - MARGIN.right]);
  const y = linearScale(qualities, [FRONTIER_HEIGHT - MARGIN.bottom - BELOW, MARGIN.top]);
  return labelPlaces(
    points.map(({ id, cost, quality }) => ({ x: x(cost.value), y: y(quality.value), text: id })),
  );
}

function spanOf(values: readonly Ranged[], also: readonly number[]): Span {
  const all = [...also, ...values.flatMap(({ value, low, high }) => [value, low, high])].filter(
    Number.isFinite,
  );
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const room = ROOM * (most - least);
  return [least === 0 ? 0 : Math.max(0, least - room), most + room];
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(4))} %`;
}

function inWords({ id, quality, cost }: FrontierPoint, of: string): string {
  const range = ({ value, low, high }: Ranged) => `${percent(value)} (${percent(low)} to ${percent(high)})`;
  return `${id}: ${range(quality)} of the ${of} at ${range(cost)} of the cost.`;
}
