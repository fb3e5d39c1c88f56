import { Bar, type BarShapeProps, ComposedChart, XAxis, YAxis } from 'recharts';
import type { GateVerdict } from '../audit/gate/report.ts';
import type { Conclusion } from '../studies/sweep/outcome.ts';
import { FORK, INK, LINE, MUTED, SMALL, TEXT } from './chart-look.ts';
import { Mark } from './forest-plot.tsx';

export interface GateRow {
  readonly id: string;
  /** Worse by so many tolerances: 0 is the baseline, 1 all that is let through. */
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly verdict: GateVerdict;
  /** The figures, as they stand beside the name. */
  readonly words: string;
  /** The same where there is little room. */
  readonly short: string;
}

export interface GateChartProps {
  readonly title: string;
  readonly rows: readonly GateRow[];
  readonly width: number;
}

/** Tolerances that the axis goes through; what lies beyond ends in an arrow. */
const SPAN: readonly [number, number] = [-2, 4];
const LINE_HEIGHT = 20;
const BELOW = 24;
const AXIS = 40;
/** Below it a name and its figures stand on two lines. */
const NARROW = 560;
const MARKS: Readonly<Record<GateVerdict, Conclusion>> = {
  pass: 'equivalent',
  fail: 'difference',
  unclear: 'inconclusive',
};

/** Each check's interval against the line that it must not cross: to the right is worse. */
export function GateChart({ title, rows, width }: GateChartProps) {
  const height = (width < NARROW ? 2 : 1) * LINE_HEIGHT + BELOW;
  return (
    <ComposedChart
      layout="vertical"
      data={rows.map((row) => ({ ...row, span: SPAN, narrow: width < NARROW }))}
      width={width}
      height={rows.length * height + AXIS}
      margin={{ top: 0, right: 12, bottom: 0, left: 12 }}
      barSize={height}
      barCategoryGap={0}
      accessibilityLayer={false}
      role="img"
      aria-label={`${title}. ${rows.map(({ id, words, verdict }) => `${id}: ${words}, ${verdict}.`).join(' ')}`}
    >
      <XAxis
        type="number"
        domain={[...SPAN]}
        ticks={[-2, -1, 0, 1, 2, 3, 4]}
        tickFormatter={tick}
        tick={{ style: SMALL }}
        stroke={LINE}
        height={AXIS}
        label={{ value: 'worse by, in tolerances', position: 'insideBottom', style: SMALL }}
      />
      <YAxis type="category" dataKey="id" hide />
      <Bar dataKey="span" isAnimationActive={false} shape={Row} />
    </ComposedChart>
  );
}

function tick(value: number): string {
  return value === 0 ? 'as before' : String(value).replace('-', '−');
}

interface RowPayload extends GateRow {
  readonly narrow: boolean;
}

function Row({ x, y, width, height, payload }: BarShapeProps) {
  const { id, words, short, verdict, narrow, ...values } = payload as RowPayload;
  const [least, most] = SPAN;
  const at = (value: number) =>
    x + ((Math.min(most, Math.max(least, value)) - least) / (most - least)) * width;
  const top = y + height - BELOW + 2;
  const bottom = y + height - 2;
  const middle = (top + bottom) / 2;
  const [left, right] = [at(values.low), at(values.high)];
  return (
    <g data-row={id} data-verdict={verdict}>
      <rect
        x={at(1)}
        y={top - 2}
        width={x + width - at(1)}
        height={bottom - top + 4}
        style={{ fill: 'var(--sunken, #f1f1ec)' }}
      />
      <path d={`M${at(0)},${top - 2}V${bottom + 2}`} style={{ stroke: MUTED, strokeDasharray: '1 3' }} />
      <path d={`M${at(1)},${top - 2}V${bottom + 2}`} style={{ stroke: FORK, strokeWidth: 1.5 }} />
      <text x={x} y={y + 13} style={TEXT}>
        {id}
      </text>
      <text
        x={narrow ? x : x + width}
        y={y + 13 + (narrow ? LINE_HEIGHT - 4 : 0)}
        textAnchor={narrow ? 'start' : 'end'}
        style={SMALL}
      >
        {narrow ? short : words}
      </text>
      <path
        d={`M${left},${middle}H${right}${end(left, middle, values.low < least ? -1 : 0)}${end(right, middle, values.high > most ? 1 : 0)}`}
        style={{ stroke: INK, strokeWidth: 1.75, fill: 'none' }}
      />
      <Mark mark={MARKS[verdict]} x={at(values.value)} y={middle} />
    </g>
  );
}

/** An end of the interval; an arrow where it goes on. */
function end(x: number, y: number, beyond: -1 | 0 | 1): string {
  if (beyond === 0) return `M${x},${y - 4}V${y + 4}`;
  return `M${x - 5 * beyond},${y - 4}L${x},${y}L${x - 5 * beyond},${y + 4}`;
}
