import { CartesianGrid, Line, LineChart, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import { logScale, powerAxis } from '../../../charts/axis.ts';
import { FIRST, INK, LINE, SAME, SECOND, SMALL, TOOLTIP } from '../../../charts/chart-look.ts';
import { timeText } from '../../../charts/load-window.ts';
import { type LatencyLine, sharesWithin } from './latency-lines.ts';

const HEIGHT = 210;
const POINTS = 120;
/** Pixels above the lines, where words cross none of them. */
const ABOVE = 18;
/** A tone and a dash for each measure: the colour only repeats it. */
const LOOKS: Readonly<Record<LatencyLine['key'], { readonly stroke: string; readonly dash: string }>> = {
  ttft: { stroke: FIRST, dash: '' },
  tpot: { stroke: SAME, dash: '6 3' },
  itl: { stroke: INK, dash: '2 3' },
  e2el: { stroke: SECOND, dash: '9 3 2 3' },
};

/** Share of requests within a time, by measure; times on a log axis. */
export function LatencyChart({
  lines,
  width,
}: {
  readonly lines: readonly LatencyLine[];
  readonly width: number;
}) {
  // The ends of what is sorted: a run has more times between tokens than a call takes arguments.
  const ends = lines.flatMap(({ values }) => [values.find((value) => value > 0) ?? 0, values.at(-1) ?? 0]);
  const { domain, ticks } = powerAxis(
    ends.filter((value) => value > 0),
    7,
  );
  const scale = logScale(domain, [0, 1]);
  const times = Array.from({ length: POINTS + 1 }, (_, i) => scale.invert(i / POINTS));
  const shares = lines.map(({ values }) => sharesWithin(values, times));
  const data = times.map((time, i) => ({
    time,
    ...Object.fromEntries(lines.map(({ key }, line) => [key, shares[line][i]])),
  }));
  const ttft = lines.find(({ key }) => key === 'ttft')?.watched ?? null;
  return (
    <LineChart
      data={data}
      width={width}
      height={HEIGHT}
      margin={{ top: ABOVE, right: 12, bottom: 14, left: 0 }}
      aria-label={wordsOf(lines)}
    >
      <CartesianGrid vertical={false} stroke={LINE} />
      <XAxis
        type="number"
        dataKey="time"
        scale={scale}
        domain={[...domain]}
        ticks={[...ticks]}
        tickFormatter={timeText}
        tick={{ style: SMALL }}
        stroke={LINE}
      />
      <YAxis
        type="number"
        width={44}
        domain={[0, 1]}
        ticks={[0, 0.5, 0.95, 1]}
        tickFormatter={(share: number) => `${Math.round(100 * share)} %`}
        tick={{ style: SMALL }}
        stroke={LINE}
      />
      {ttft !== null && (
        <ReferenceLine
          x={ttft}
          stroke={FIRST}
          label={{
            value: 'its TTFT',
            position: 'top',
            style: { ...SMALL, textAnchor: anchorAt(scale(ttft)) },
          }}
        />
      )}
      <Tooltip
        isAnimationActive={false}
        formatter={(share: unknown, key: unknown) => [
          `${Math.round(100 * Number(share))} %`,
          nameOf(lines, String(key)),
        ]}
        labelFormatter={(time: unknown) => `within ${timeText(Number(time))}`}
        contentStyle={TOOLTIP}
      />
      {lines.map(({ key }) => (
        <Line
          key={key}
          dataKey={key}
          type="stepAfter"
          dot={false}
          isAnimationActive={false}
          stroke={LOOKS[key].stroke}
          strokeDasharray={LOOKS[key].dash}
          strokeWidth={1.75}
        />
      ))}
      <text x={48} y={HEIGHT - 2} style={SMALL}>
        {lines.map(({ key, name }) => `${SIGNS[key]} ${name}`).join('   ')}
      </text>
    </LineChart>
  );
}

/** Words about a place, of which `share` lies left: at either end they would be cut. */
function anchorAt(share: number): 'start' | 'middle' | 'end' {
  if (share < 0.1) return 'start';
  return share > 0.9 ? 'end' : 'middle';
}

const SIGNS: Readonly<Record<LatencyLine['key'], string>> = {
  ttft: '―',
  tpot: '‒ ‒',
  itl: '···',
  e2el: '―·',
};

function nameOf(lines: readonly LatencyLine[], key: string): string {
  return lines.find((line) => line.key === key)?.name ?? key;
}

function wordsOf(lines: readonly LatencyLine[]): string {
  const words = lines.flatMap(({ name, values }) =>
    values.length > 0 ? [`${name}: half within ${timeText(values[values.length >> 1])}`] : [],
  );
  return `Share of requests within a time. ${words.join('. ')}`;
}
