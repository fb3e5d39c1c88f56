import { Bar, type BarShapeProps, ComposedChart, XAxis, YAxis } from 'recharts';
import { FORK, INK, LINE, MUTED, SAME, SMALL, SURFACE, TEXT } from './chart-look.ts';

export interface RotRow {
  readonly id: string;
  /** Time over the current release's. */
  readonly ratio: { readonly estimate: number; readonly low: number; readonly high: number };
  /** The figures, as they stand beside the name. */
  readonly words: string;
}

export interface RotChartProps {
  readonly title: string;
  readonly rows: readonly RotRow[];
  readonly width: number;
}

const LINE_HEIGHT = 20;
const BELOW = 22;
const AXIS = 40;
/** Below it a name and its figures stand on two lines. */
const NARROW = 520;

/** What each release took, over the current one, with its interval, on a logarithmic axis. */
export function RotChart({ title, rows, width }: RotChartProps) {
  const height = (width < NARROW ? 2 : 1) * LINE_HEIGHT + BELOW;
  const domain = ratioDomain(rows);
  return (
    <ComposedChart
      layout="vertical"
      data={rows.map((row) => ({ ...row, span: domain, narrow: width < NARROW }))}
      width={width}
      height={rows.length * height + AXIS}
      margin={{ top: 0, right: 12, bottom: 0, left: 12 }}
      barSize={height}
      barCategoryGap={0}
      accessibilityLayer={false}
      role="img"
      aria-label={`${title}. ${rows.map(({ id, words }) => `${id}: ${words}.`).join(' ')}`}
    >
      <XAxis
        type="number"
        scale="log"
        domain={[...domain]}
        ticks={TICKS.filter((tick) => tick >= domain[0] && tick <= domain[1])}
        tick={{ style: SMALL }}
        stroke={LINE}
        height={AXIS}
        label={{ value: 'times the current release’s time', position: 'insideBottom', style: SMALL }}
      />
      <YAxis type="category" dataKey="id" hide />
      <Bar dataKey="span" isAnimationActive={false} shape={Row} />
    </ComposedChart>
  );
}

const TICKS: readonly number[] = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 50, 100];

function ratioDomain(rows: readonly RotRow[]): readonly [number, number] {
  const [least, most] = [
    Math.min(0.7, ...rows.map(({ ratio }) => ratio.low)),
    Math.max(1.4, ...rows.map(({ ratio }) => ratio.high)),
  ];
  return [least / 1.1, most * 1.1];
}

interface RowPayload extends RotRow {
  readonly span: readonly [number, number];
  readonly narrow: boolean;
}

function Row({ x, y, width, height, payload }: BarShapeProps) {
  const { id, words, narrow, span, ratio } = payload as RowPayload;
  const [least, most] = span;
  const at = (value: number) => x + (Math.log(value / least) / Math.log(most / least)) * width;
  const top = y + height - BELOW + 2;
  const bottom = y + height - 2;
  const middle = (top + bottom) / 2;
  const [left, right] = [at(ratio.low), at(ratio.high)];
  const told = ratio.low > 1 || ratio.high < 1;
  return (
    <g data-row={id}>
      <path d={`M${at(1)},${top - 2}V${bottom + 2}`} style={{ stroke: MUTED, strokeDasharray: '2 2' }} />
      <text x={x} y={y + 13} style={TEXT}>
        {id}
      </text>
      <text
        x={narrow ? x : x + width}
        y={y + 13 + (narrow ? LINE_HEIGHT - 4 : 0)}
        textAnchor={narrow ? 'start' : 'end'}
        style={SMALL}
      >
        {words}
      </text>
      <path
        d={`M${left},${middle}H${right}M${left},${middle - 4}v8M${right},${middle - 4}v8`}
        style={{ stroke: INK, strokeWidth: 1.75, fill: 'none' }}
      />
      <circle
        cx={at(ratio.estimate)}
        cy={middle}
        r={5}
        style={{
          fill: told ? (ratio.low > 1 ? FORK : SAME) : SURFACE,
          stroke: told ? INK : MUTED,
          strokeWidth: 1.5,
        }}
      />
    </g>
  );
}
