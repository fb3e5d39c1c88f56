import { CartesianGrid, Legend, Line, LineChart, Tooltip, XAxis, YAxis } from 'recharts';
import { FIRST, INK, LINE, SAME, SECOND, SMALL, TOOLTIP } from '../../../../charts/chart-look.ts';
import { detectorName } from '../../../../report/tracker.ts';
import type { DetectorId } from '../../../../studies/tracker/detectors.ts';
import type { PowerPoint } from '../../../../studies/tracker/power-curve.ts';

const HEIGHT = 240;
const ONE_DAY = 'one day, exact';
/** A tone and a dash for each line: the colour only repeats it. */
const LOOKS: Readonly<Record<DetectorId, { readonly stroke: string; readonly dash: string }>> = {
  daily: { stroke: FIRST, dash: '' },
  holm: { stroke: FIRST, dash: '2 3' },
  paired: { stroke: SAME, dash: '6 3' },
  cusum: { stroke: SECOND, dash: '9 3 2 3' },
  thresholds: { stroke: SECOND, dash: '4 2' },
};

/** Chance that a fault is seen by tasks a day, on a log axis. */
export function PowerChart({
  points,
  width,
}: {
  readonly points: readonly PowerPoint[];
  readonly width: number;
}) {
  const ids = [...points[0].week.keys()];
  const data = points.map(({ perDay, oneDay, week }) => ({
    ...{ perDay, [ONE_DAY]: oneDay },
    ...Object.fromEntries(ids.map((id) => [id, week.get(id)!.rate])),
  }));
  return (
    <LineChart
      data={data}
      width={width}
      height={HEIGHT}
      margin={{ top: 10, right: 16, bottom: 4, left: 0 }}
      aria-label={`Chance that the fault is seen by tasks a day. ${points.map(sentence).join(' ')}`}
    >
      <CartesianGrid vertical={false} stroke={LINE} />
      <XAxis
        type="number"
        dataKey="perDay"
        scale="log"
        domain={['dataMin', 'dataMax']}
        ticks={points.map(({ perDay }) => perDay)}
        tick={{ style: SMALL }}
        stroke={LINE}
      />
      <YAxis
        type="number"
        width={44}
        domain={[0, 1]}
        ticks={[0, 0.25, 0.5, 0.8, 1]}
        tickFormatter={(share: number) => `${Math.round(100 * share)} %`}
        tick={{ style: SMALL }}
        stroke={LINE}
      />
      <Tooltip
        isAnimationActive={false}
        formatter={(share: unknown) => `${Math.round(100 * Number(share))} %`}
        labelFormatter={(perDay: unknown) => `${perDay} tasks a day`}
        contentStyle={TOOLTIP}
      />
      <Legend wrapperStyle={{ fontSize: '0.75rem' }} />
      <Line dataKey={ONE_DAY} dot={false} isAnimationActive={false} stroke={INK} strokeWidth={1.75} />
      {ids.map((id) => (
        <Line
          key={id}
          dataKey={id}
          name={`a week, ${detectorName(id)}`}
          dot={false}
          isAnimationActive={false}
          stroke={LOOKS[id].stroke}
          strokeDasharray={LOOKS[id].dash}
          strokeWidth={1.75}
        />
      ))}
    </LineChart>
  );
}

function sentence({ perDay, oneDay }: PowerPoint): string {
  return `At ${perDay} one day sees it with ${Math.round(100 * oneDay)} %.`;
}
