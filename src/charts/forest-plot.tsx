import { Bar, type BarShapeProps, ComposedChart, XAxis, YAxis } from 'recharts';
import { CONCLUSION_WORDS } from '../report/study.ts';
import type { Conclusion } from '../studies/sweep/outcome.ts';
import { FORK, INK, LINE, MUTED, SAME, SMALL, SURFACE, TEXT } from './chart-look.ts';
import { forestDomain, forestTicks } from './forest-scale.ts';

export interface ForestRow {
  /** Tells rows apart. */
  readonly id: string;
  readonly title: string;
  /** In the unit of the axis; a bound that is none is null. */
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
  /** Half the width of the band that does not matter; 0: there is none. */
  readonly smallest: number;
  /** How its interval lies to zero and to what matters: each has a mark of its own. */
  readonly mark: Conclusion;
  /** What the mark says, where that is not what it says of a difference. */
  readonly markWords?: string;
  /** One that was not planned is dashed. */
  readonly planned: boolean;
  /** The figures, as they stand beside the interval. */
  readonly words: string;
}

export interface ForestPlotProps {
  readonly title: string;
  readonly rows: readonly ForestRow[];
  /** Behind the axis: `points`. */
  readonly unit: string;
  /** What is taken from what. */
  readonly less?: string;
  /** Whether values on the axis have a sign: of shares they have none. */
  readonly signed?: boolean;
  readonly width: number;
}

const LINE_HEIGHT = 22;
/** Of the interval with its band, below a row's words. */
const BELOW = 28;
const AXIS = 40;
/** Below it a name and its figures stand on two lines. */
const NARROW = 480;
const MARGIN = { top: 0, right: 12, bottom: 0, left: 12 };

function forestHeight(rows: number, width: number): number {
  return rows * rowHeight(width) + AXIS;
}

function rowHeight(width: number): number {
  return (width < NARROW ? 2 : 1) * LINE_HEIGHT + BELOW;
}

/** Differences with their intervals, a row each, against zero and the band of what does not matter. */
export function ForestPlot({
  title,
  rows,
  unit,
  less = 'first less second',
  signed = true,
  width,
}: ForestPlotProps) {
  const domain = forestDomain(rows);
  return (
    <ComposedChart
      layout="vertical"
      data={rows.map((row) => ({ ...row, span: domain, narrow: width < NARROW }))}
      width={width}
      height={forestHeight(rows.length, width)}
      margin={MARGIN}
      barSize={rowHeight(width)}
      barCategoryGap={0}
      accessibilityLayer={false}
      role="img"
      aria-label={`${title}. ${rows.map(rowInWords).join(' ')}`}
    >
      <XAxis
        type="number"
        domain={[...domain]}
        ticks={forestTicks(domain, width)}
        tickFormatter={(value: number) => `${signed && value > 0 ? '+' : ''}${value}`.replace('-', '−')}
        tick={{ style: SMALL }}
        stroke={LINE}
        height={AXIS}
        label={{ value: `${less}, ${unit}`, position: 'insideBottom', style: SMALL }}
      />
      <YAxis type="category" dataKey="id" hide />
      {/* Over all of the axis, so that its shape knows where values lie. */}
      <Bar dataKey="span" isAnimationActive={false} shape={Row} />
    </ComposedChart>
  );
}

interface RowPayload extends ForestRow {
  readonly span: readonly [number, number];
  readonly narrow: boolean;
}

function Row({ x, y, width, height, payload }: BarShapeProps) {
  const row = payload as RowPayload;
  const [least, most] = row.span;
  const at = (value: number) => x + ((value - least) / (most - least)) * width;
  const top = y + height - BELOW + 2;
  const bottom = y + height - 2;
  const middle = (top + bottom) / 2;
  const [left, right] = [row.low === null ? x : at(row.low), row.high === null ? x + width : at(row.high)];
  return (
    <g data-row={row.id}>
      {row.smallest > 0 && (
        <rect
          x={at(-row.smallest)}
          y={top}
          width={at(row.smallest) - at(-row.smallest)}
          height={bottom - top}
          style={{ fill: 'var(--sunken, #f1f1ec)', stroke: MUTED, strokeDasharray: '1 3' }}
        />
      )}
      <path d={`M${at(0)},${top - 2}V${bottom + 2}`} style={{ stroke: INK, strokeWidth: 1 }} />
      <text x={x} y={y + 13} style={TEXT}>
        {row.title}
        {!row.planned && <tspan style={SMALL}> exploratory</tspan>}
      </text>
      <text
        x={row.narrow ? x : x + width}
        y={y + 13 + (row.narrow ? LINE_HEIGHT - 5 : 0)}
        textAnchor={row.narrow ? 'start' : 'end'}
        style={SMALL}
      >
        {row.words}
      </text>
      <path
        d={`M${left},${middle}H${right}${row.low === null ? '' : end(left, middle)}${row.high === null ? '' : end(right, middle)}`}
        style={{ stroke: INK, strokeWidth: 1.75, fill: 'none', strokeDasharray: row.planned ? '' : '4 3' }}
      />
      <Mark mark={row.mark} x={at(row.value)} y={middle} />
    </g>
  );
}

function end(x: number, y: number): string {
  return `M${x},${y - 4}V${y + 4}`;
}

/** Full: it differs. Half: it differs by less than matters. Hollow: none that matters. A cross: it cannot be said. */
export function Mark({ mark, x, y }: { readonly mark: Conclusion; readonly x: number; readonly y: number }) {
  if (mark === 'inconclusive')
    return <path d={`M${x - 4},${y - 4}l8,8m0,-8l-8,8`} style={{ stroke: INK, strokeWidth: 2 }} />;
  const tone = mark === 'equivalent' ? SAME : FORK;
  return (
    <g>
      <rect
        x={x - 5}
        y={y - 5}
        width={10}
        height={10}
        rx={mark === 'equivalent' ? 5 : 0}
        style={{ fill: mark === 'difference' ? tone : SURFACE, stroke: tone, strokeWidth: 2 }}
      />
      {mark === 'negligible' && <rect x={x - 5} y={y} width={10} height={5} style={{ fill: tone }} />}
    </g>
  );
}

function rowInWords({ title, words, mark, markWords, planned }: ForestRow): string {
  return `${title}${planned ? '' : ', exploratory'}: ${words}, ${markWords ?? CONCLUSION_WORDS[mark]}.`;
}
