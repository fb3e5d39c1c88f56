import { CartesianGrid, Line, LineChart, ReferenceDot, XAxis, YAxis } from 'recharts';
import { LINE, SMALL, SURFACE } from './chart-look.ts';
import { SURVIVAL_LOOKS } from './survival-looks.ts';
import { fromStart, lastOf, type SurvivalCurve, survivalRows } from './survival-rows.ts';

export interface SurvivalChartProps {
  readonly title: string;
  readonly curves: readonly SurvivalCurve[];
  readonly width: number;
}

const HEIGHT = 260;
const HALF = 0.5;

/** Share of answers that have not forked, by tokens; a ring ends a curve from which answers went on without a fork. */
export function SurvivalChart({ title, curves, width }: SurvivalChartProps) {
  const last = lastOf(curves);
  const shown = curves.slice(0, SURVIVAL_LOOKS.length).map((curve) => fromStart(curve, last));
  return (
    <LineChart
      data={[...survivalRows(shown)]}
      width={width}
      height={HEIGHT}
      margin={{ top: 8, right: 12, bottom: 4, left: 0 }}
      accessibilityLayer={false}
      role="img"
      aria-label={`${title}. ${shown.map(curveInWords).join(' ')}`}
    >
      <CartesianGrid vertical={false} stroke={LINE} />
      <XAxis
        type="number"
        dataKey="tokens"
        domain={[0, last]}
        allowDecimals={false}
        tick={{ style: SMALL }}
        stroke={LINE}
        height={40}
        label={{ value: 'tokens', position: 'insideBottom', style: SMALL }}
      />
      <YAxis
        type="number"
        width={48}
        domain={[0, 1]}
        ticks={[0, 0.25, HALF, 0.75, 1]}
        tickFormatter={(share: number) => `${Math.round(100 * share)} %`}
        tick={{ style: SMALL }}
        stroke={LINE}
      />
      {shown.map((curve, index) => (
        <Line
          key={curve.name}
          dataKey={String(index)}
          type="stepAfter"
          dot={false}
          connectNulls
          isAnimationActive={false}
          stroke={SURVIVAL_LOOKS[index].stroke}
          strokeDasharray={SURVIVAL_LOOKS[index].dash}
          strokeWidth={1.75}
        />
      ))}
      {shown.map(({ name, steps, censored }, index) => {
        if (censored === 0) return null;
        const [tokens, share] = steps[steps.length - 1];
        return (
          <ReferenceDot
            key={name}
            x={tokens}
            y={share}
            r={4}
            fill={SURFACE}
            stroke={SURVIVAL_LOOKS[index].stroke}
            strokeWidth={2}
          />
        );
      })}
    </LineChart>
  );
}

function curveInWords({ name, steps, censored }: SurvivalCurve): string {
  const half = steps.find(([, share]) => share <= HALF);
  const [tokens, share] = steps[steps.length - 1];
  const middle = half ? `half had forked by token ${half[0]}` : 'fewer than half forked';
  return `${name}: ${middle}; ${Math.round(100 * share)} % had not by token ${tokens}, ${censored} went on without a fork.`;
}
