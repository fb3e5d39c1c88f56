import { scaleLinear } from 'd3-scale';
import { useRef } from 'react';
import { FIRST, FORK, INK, SMALL } from '../../../../charts/chart-look.ts';
import { counted } from '../../../../results/text.ts';
import { dayText, type RatePoint, type TimelineEvent } from '../../../../studies/tracker/read-timeline.ts';
import tables from '../../../kit/styles/tables.module.css';
import { useWidth } from '../../../kit/use-width.ts';
import { LEFT, RateAxis, RIGHT } from '../tracker/rate-axis.tsx';
import styles from '../tracker/tracker.module.css';

const PLOT = 170;
const TOP = 22;
/** A sign and a tone for each kind. */
const MARKS: Readonly<Record<TimelineEvent['kind'], { readonly sign: string; readonly fill: string }>> = {
  adoption: { sign: '▲', fill: FIRST },
  outage: { sign: '✕', fill: FORK },
  other: { sign: '●', fill: INK },
};

interface TimelinePanelProps {
  readonly rates: readonly RatePoint[];
  readonly events: readonly TimelineEvent[];
}

/** Pass rates day by day, with the events of those days. */
export function TimelinePanel({ rates, events }: TimelinePanelProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const [first, last] = [rates[0].day, rates[rates.length - 1].day];
  const within = events.filter(({ day }) => day >= first && day <= last);
  return (
    <section className={tables.panel} aria-labelledby="timeline-plot-title">
      <div className={tables.panelHead}>
        <h2 id="timeline-plot-title">
          {counted(rates.length, 'day')}, {dayText(first)} to {dayText(last)}
        </h2>
        <p className={tables.note}>
          {Object.entries(MARKS)
            .map(([kind, { sign }]) => `${sign} ${kind}`)
            .join('   ')}
        </p>
      </div>
      <div ref={frame} className={styles.chart}>
        {width > 0 && <Plot {...{ rates, width }} events={within} />}
      </div>
      {within.length < events.length && (
        <p className={tables.note}>
          {counted(events.length - within.length, 'event')} before or after these days.
        </p>
      )}
    </section>
  );
}

function Plot({ rates, events, width }: TimelinePanelProps & { readonly width: number }) {
  // Events may be the same in all that they say.
  const numbered = events.map((event, at) => ({ ...event, at }));
  const shares = rates.map(({ passed, total }) => passed / total);
  const [first, last] = [rates[0].day, rates[rates.length - 1].day];
  const x = scaleLinear([first, Math.max(first + 1, last)], [LEFT + 6, width - RIGHT]);
  // Spread would pass too many arguments of a long series.
  const [low, high] = [shares.reduce((a, b) => Math.min(a, b)), shares.reduce((a, b) => Math.max(a, b))];
  const y = scaleLinear([low, high === low ? low + 0.1 : high], [TOP + PLOT, TOP]).nice(4);
  return (
    <svg width={width} height={TOP + PLOT + 24} role="img" aria-label="Pass rates with events">
      <RateAxis y={y} width={width} />
      {numbered.map(({ at, day, kind, label }) => (
        <g key={at} data-event={kind}>
          <line
            x1={x(day)}
            x2={x(day)}
            y1={TOP}
            y2={TOP + PLOT}
            stroke={MARKS[kind].fill}
            strokeDasharray="2 3"
          />
          <text x={x(day)} y={TOP - 6} textAnchor="middle" style={{ ...SMALL, fill: MARKS[kind].fill }}>
            {MARKS[kind].sign}
            <title>{`${dayText(day)}: ${kind}${label && `, ${label}`}`}</title>
          </text>
        </g>
      ))}
      <path
        d={shares.map((share, i) => `${i === 0 ? 'M' : 'L'}${x(rates[i].day)} ${y(share)}`).join('')}
        fill="none"
        stroke={FIRST}
      />
      {[first, last].map((day, i) => (
        <text key={day} x={x(day)} y={TOP + PLOT + 18} textAnchor={i === 0 ? 'start' : 'end'} style={SMALL}>
          {dayText(day)}
        </text>
      ))}
    </svg>
  );
}
