import { ALARM_DETECTORS } from '../../../../audit/graded/alarm-detectors.ts';
import type { AlarmsGrade, DetectorGrade } from '../../../../audit/graded/alarms-report.ts';
import { type GradedFault, judgedAs } from '../../../../audit/graded/graded-faults.ts';
import { type FaultRow, faultRows, tellsFault, withoutFault } from '../../../../audit/graded/summary.ts';
import type { HeatCell, HeatMapProps } from '../../../../charts/heat-map.tsx';
import { CANARY_NAME, canaryWords, cellWords } from '../../../../report/audit-alarms.ts';

/** Alarms a week: one a day is the darkest. */
const MOST_A_WEEK = 7;

/** Of faults or of what is none: detectors by what changed. */
export function heatOf(grade: AlarmsGrade, kind: 'broken' | 'nothing'): HeatMapProps {
  const rows = faultRows(grade).filter(({ fault }) => (judgedAs(fault) === 'sound') === (kind === 'nothing'));
  const canary = rows.map(
    ({ fault, row }): HeatCell => ({
      ...canaryWords(fault, row.canary),
      level: row.canary.harm.value,
    }),
  );
  return {
    caption:
      kind === 'nothing'
        ? 'Alarms a week at what is no fault, by detector'
        : 'Share of courses that saw each fault, by detector',
    ...{ rowAxis: 'Alarm', columnAxis: kind === 'nothing' ? 'No fault' : 'Fault' },
    rows: [...ALARM_DETECTORS.map(({ name }) => name), CANARY_NAME],
    columns: rows.map(({ fault }) => fault.name),
    cells: [
      ...ALARM_DETECTORS.map((_, at) => rows.map((each) => cellOf(each, at, withoutFault(grade, at)))),
      canary,
    ],
  };
}

function cellOf(
  { fault, row }: FaultRow,
  at: number,
  without: ReturnType<typeof withoutFault>,
): HeatCell | null {
  const outcome = row.outcomes[at];
  if (!outcome) return null;
  const tells = tellsFault(outcome, without);
  return { ...cellWords(fault, outcome, tells), level: levelOf(fault, outcome, tells) };
}

/** What goes off as often anyway has no tone: it tells nothing. */
function levelOf(fault: GradedFault, { seen, changed }: DetectorGrade, tells: boolean): number {
  if (judgedAs(fault) === 'sound') return Math.min(1, changed.value / MOST_A_WEEK);
  return tells && judgedAs(fault) === 'broken' ? seen.value : 0;
}
