import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { type DangerPoint, inDanger, logScale } from './danger-points.ts';

export interface DangerLineProps {
  readonly title: string;
  readonly points: readonly DangerPoint[];
  /** Tokens of the longer stream: the axis is as long as the strip above it. */
  readonly length: number;
  readonly fork: number | null;
  readonly preview: number | null;
  readonly pinned: number | null;
  readonly onPreview: (position: number | null) => void;
  readonly onPin: (position: number) => void;
}

const HEIGHT = 168;
const TICK = { fontSize: 11, fill: 'var(--muted)' };

/** Margin and perturbation of every token on one log axis; what has no point there has no comparable logits. */
export function DangerLine(props: DangerLineProps) {
  const { title, points, length, fork, preview, pinned, onPreview, onPin } = props;
  const scale = logScale(points.flatMap(({ margin, perturbation }) => [margin, perturbation]));
  const data = points.map((point) => ({
    position: point.position,
    margin: drawn(point.margin),
    perturbation: drawn(point.perturbation),
    danger: inDanger(point),
  }));
  const compared = points.length === 0 ? 0 : points[points.length - 1].position + 1;
  const replayed = points.find(({ forced }) => forced)?.position;

  function drawn(value: number): number {
    return value === 0 && scale.zero !== null ? scale.zero : value;
  }
  return (
    <div className="danger-line" data-chart={title}>
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <LineChart
          data={data}
          accessibilityLayer={false}
          margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
          onMouseMove={({ activeLabel }) => onPreview(activeLabel === undefined ? null : Number(activeLabel))}
          onMouseLeave={() => onPreview(null)}
          onClick={({ activeLabel }) => activeLabel !== undefined && onPin(Number(activeLabel))}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="position"
            type="number"
            domain={[0, Math.max(1, length - 1)]}
            tick={TICK}
            tickLine={false}
            stroke="var(--line)"
            allowDecimals={false}
            height={18}
          />
          <YAxis
            scale="log"
            domain={[...scale.domain]}
            ticks={[...scale.ticks]}
            tickFormatter={(value: number) => (value === scale.zero ? '0' : powerText(value))}
            tick={TICK}
            tickLine={false}
            stroke="var(--line)"
            width={44}
          />
          {/* Only so that the chart tells where the pointer is; the place line shows the figures. */}
          <Tooltip content={() => null} cursor={false} />
          {compared < length && (
            <ReferenceArea
              x1={compared - 0.5}
              x2={length - 1}
              fill="var(--sunken)"
              fillOpacity={1}
              label={{ value: 'contexts differ', fill: 'var(--muted)', fontSize: 11 }}
            />
          )}
          {replayed !== undefined && (
            <ReferenceArea
              x1={replayed - 0.5}
              x2={compared - 1}
              fill="var(--a-wash)"
              fillOpacity={0.6}
              label={{ value: 'replay', fill: 'var(--muted)', fontSize: 11, position: 'insideTop' }}
            />
          )}
          {fork !== null && <ReferenceLine x={fork} stroke="var(--fork)" strokeWidth={2} />}
          {pinned !== null && <ReferenceLine x={pinned} stroke="var(--ink)" strokeWidth={1.5} />}
          {preview !== null && <ReferenceLine x={preview} stroke="var(--ink)" strokeDasharray="2 2" />}
          <Line
            dataKey="margin"
            stroke="var(--a)"
            strokeWidth={1.5}
            dot={{ r: 1.5, fill: 'var(--a)' }}
            {...QUIET}
          />
          <Line
            dataKey="perturbation"
            stroke="var(--b)"
            strokeWidth={1.5}
            strokeDasharray="4 3"
            dot={(dot) => <DangerDot key={dot.index} {...dot} />}
            {...QUIET}
          />
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
}

const QUIET = { isAnimationActive: false, activeDot: false } as const;

interface DotProps {
  readonly cx?: number | undefined;
  readonly cy?: number | undefined;
  readonly payload?: { readonly danger: boolean };
}

/** A square, larger and filled where a flip was possible. */
function DangerDot({ cx = 0, cy = 0, payload }: DotProps) {
  const size = payload?.danger ? 7 : 3;
  const colour = payload?.danger ? 'var(--fork)' : 'var(--b)';
  return <rect x={cx - size / 2} y={cy - size / 2} width={size} height={size} fill={colour} stroke="none" />;
}

function powerText(value: number): string {
  return value >= 0.001 && value < 10_000 ? String(Number(value.toPrecision(1))) : value.toExponential(0);
}
