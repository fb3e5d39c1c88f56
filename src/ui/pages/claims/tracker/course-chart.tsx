import { scaleLinear } from 'd3-scale';
import { FIRST, FORK, INK, LINE, SMALL } from '../../../../charts/chart-look.ts';
import { detectorName } from '../../../../report/tracker.ts';
import type { TrackerPlan } from '../../../../studies/tracker/course.ts';
import type { DetectorId } from '../../../../studies/tracker/detectors.ts';
import type { WatchedCourse } from '../../../../studies/tracker/simulate-tracker.ts';
import { LEFT, RateAxis, RIGHT } from './rate-axis.tsx';

const PLOT = 150;
const LANE = 20;
const TOP = 18;

interface CourseChartProps {
  readonly course: WatchedCourse;
  readonly plan: TrackerPlan;
  readonly shown: readonly DetectorId[];
  readonly width: number;
}

/** Pass rate day by day, the day of the fault, and below it a lane for each detector with its alarms. */
export function CourseChart({ course, plan, shown, width }: CourseChartProps) {
  const { days, baseline, alarms } = course;
  const points = days.map(({ passed }, i) => ({ day: i + 1, passed, rate: passed / plan.perDay }));
  const rates = points.map(({ rate }) => rate);
  const x = scaleLinear([1, Math.max(2, plan.days)], [LEFT + 6, width - RIGHT]);
  const y = scaleLinear([Math.min(baseline, ...rates), Math.max(baseline, ...rates)], [TOP + PLOT, TOP]).nice(
    4,
  );
  const lanes = TOP + PLOT + 26;
  const height = lanes + shown.length * 2 * LANE;
  return (
    <svg width={width} height={height} role="img" aria-label="Pass rate by day, with alarms">
      <RateAxis y={y} width={width} />
      {dayTicks(plan.days, width).map((day) => (
        <text key={day} x={x(day)} y={TOP + PLOT + 16} textAnchor="middle" style={SMALL}>
          {day}
        </text>
      ))}
      <line
        x1={LEFT}
        x2={width - RIGHT}
        y1={y(baseline)}
        y2={y(baseline)}
        stroke={INK}
        strokeDasharray="4 3"
      />
      {plan.faultDay !== null && (
        <g>
          <line
            x1={x(plan.faultDay - 0.5)}
            x2={x(plan.faultDay - 0.5)}
            y1={TOP - 4}
            y2={height - 4}
            stroke={FORK}
            strokeDasharray="2 3"
          />
          <text
            x={x(plan.faultDay - 0.5) + (plan.faultDay > plan.days / 2 ? -5 : 5)}
            y={TOP - 6}
            textAnchor={plan.faultDay > plan.days / 2 ? 'end' : 'start'}
            style={SMALL}
          >
            fault from day {plan.faultDay}
          </text>
        </g>
      )}
      <path
        d={rates.map((rate, i) => `${i === 0 ? 'M' : 'L'}${x(i + 1)} ${y(rate)}`).join('')}
        fill="none"
        stroke={LINE}
      />
      {points.map(({ day, passed, rate }) => {
        const faulty = plan.faultDay !== null && day >= plan.faultDay;
        return (
          <circle key={day} cx={x(day)} cy={y(rate)} r={2.5} fill={faulty ? FORK : FIRST}>
            <title>{`day ${day}: ${passed} of ${plan.perDay}`}</title>
          </circle>
        );
      })}
      {shown.map((id, lane) => (
        <Lane
          key={id}
          name={detectorName(id)}
          days={alarms.get(id) ?? []}
          faultDay={plan.faultDay}
          top={lanes + lane * 2 * LANE}
          {...{ x, width }}
        />
      ))}
    </svg>
  );
}

interface LaneProps {
  readonly name: string;
  readonly days: readonly number[];
  readonly faultDay: number | null;
  readonly top: number;
  readonly x: (day: number) => number;
  readonly width: number;
}

/** A hollow mark is a false alarm. */
function Lane({ name, days, faultDay, top, x, width }: LaneProps) {
  const middle = top + 1.4 * LANE;
  return (
    <g>
      <text x={0} y={top + 10} style={SMALL}>
        {name}
      </text>
      <line x1={LEFT} x2={width - RIGHT} y1={middle} y2={middle} stroke={LINE} />
      {days.map((day) => {
        const right = faultDay !== null && day >= faultDay;
        return (
          <path
            key={day}
            d={`M${x(day) - 4} ${middle - 6}h8l-4 7z`}
            fill={right ? FORK : 'none'}
            stroke={right ? FORK : INK}
            data-alarm={right ? 'right' : 'false'}
          >
            <title>{`${name}: ${right ? 'alarm' : 'false alarm'} on day ${day}`}</title>
          </path>
        );
      })}
    </g>
  );
}

/** Days that are written out, as many as have room. */
function dayTicks(days: number, width: number): number[] {
  const step = Math.max(1, Math.ceil(days / Math.max(2, width / 60) / 5) * 5);
  return [1, ...Array.from({ length: Math.floor(days / step) }, (_, i) => (i + 1) * step)].filter(
    (day, i, all) => i === 0 || day - all[0] >= step / 2,
  );
}
