import { ALARM_DETECTORS, type AlarmDetector } from '../audit/graded/alarm-detectors.ts';
import type { AlarmsGrade, AlarmsReport, CanaryGrade, DetectorGrade } from '../audit/graded/alarms-report.ts';
import { type GradedFault, judgedAs } from '../audit/graded/graded-faults.ts';
import {
  type DetectorSummary,
  detectorSummaries,
  faultRows,
  NOISY,
  tellsFault,
  withoutFault,
} from '../audit/graded/summary.ts';
import { counted, listed, padEnd, padStart, paragraph, shorten } from '../results/text.ts';

/** The sequential test, which watches requests of a release and no days. */
export const CANARY_NAME = 'canary release, sequential test';

const percent = (share: number) => `${Math.round(100 * share)} %`;
/** Names have commas of their own. */
const names = (faults: readonly GradedFault[]) => faults.map(({ name }) => name).join('; ');

/** A figure of alarms a week: of few with a decimal. */
export function weekly(count: number): string {
  return count === 0 ? '0' : count < 0.05 ? '< 0.1' : count.toFixed(1);
}

/** What a detector did about a fault, and below it what that is worth. */
export function cellWords(
  fault: GradedFault,
  outcome: DetectorGrade,
  tells: boolean,
): { readonly words: string; readonly small: string } {
  const { seen, days, quiet, changed } = outcome;
  if (judgedAs(fault) === 'sound')
    return { words: `${weekly(changed.value)} a week`, small: 'nothing is broken' };
  const when = days === null ? 'later or never' : days === 1 ? 'the first day' : `${days} days`;
  if (seen.value === 0) return { words: 'never', small: `${weekly(quiet.value)} false` };
  const settled = tells ? when : 'no more than without it';
  const small = judgedAs(fault) === 'unsettled' ? 'by chance' : settled;
  return { words: percent(seen.value), small };
}

export function canaryWords(
  fault: GradedFault,
  { harm, requests, unproven }: CanaryGrade,
): { readonly words: string; readonly small: string } {
  if (judgedAs(fault) === 'sound')
    return { words: `${percent(harm.value)} found harmful`, small: `${percent(unproven)} unproven` };
  if (harm.value === 0) return { words: 'never', small: `${percent(unproven)} unproven` };
  const after = requests === null ? '' : `${counted(requests, 'request')}; `;
  return { words: percent(harm.value), small: `${after}${percent(unproven)} unproven` };
}

/** The question answered, with what is recommended everywhere first. */
export function alarmsAnswer(grade: AlarmsGrade): string {
  const summaries = detectorSummaries(grade).filter(({ detector }) => detector.recommended);
  const all = summaries[0].tells.length + summaries[0].misses.length;
  const quiet = summaries.filter(({ falseAlarms }) => falseAlarms < NOISY);
  const most = Math.max(...summaries.map(({ tells }) => tells.length));
  const best = summaries.filter(({ tells }) => tells.length === most);
  const broken = [...summaries[0].tells, ...summaries[0].misses];
  const unseen = broken.filter((fault) => quiet.every(({ tells }) => !tells.includes(fault)));
  return (
    `Of ${all} real faults the best of the ${summaries.length} alarms that everyone recommends (${listed(best.map(nameOf))}) tells ` +
    `${most}; ${quiet.length} of the ${summaries.length} stay below an alarm a week where nothing is wrong, and ` +
    (unseen.length === 0
      ? 'between them these tell every fault.'
      : `between them these miss ${unseen.length}: ${names(unseen)}.`)
  );
}

const nameOf = ({ detector }: DetectorSummary) => detector.name;

/** Recommended alarms, each in a line: what it misses, and what it goes off at. */
export function recommendedLines(grade: AlarmsGrade): string[] {
  return detectorSummaries(grade)
    .filter(({ detector }) => detector.recommended)
    .map(summaryLine);
}

function summaryLine({ detector, tells, misses, falseAlarms, startled }: DetectorSummary): string {
  const told = `tells ${tells.length} of ${tells.length + misses.length} faults`;
  const which =
    misses.length === 0 || tells.length === 0
      ? ''
      : tells.length <= misses.length
        ? ` (${names(tells)}), and does not go off at the others`
        : `, and does not go off at ${misses.length} (${names(misses)})`;
  const noise = `${weekly(falseAlarms)} false alarms a week without a fault`;
  const also = startled.length === 0 ? '' : `; goes off where nothing is broken (${names(startled)})`;
  return `${detector.name}: ${told}${which}; ${noise}${also}.`;
}

/** Detectors that nobody prescribes and that tell more than the best that is. */
export function betterLine(grade: AlarmsGrade): string | null {
  const all = detectorSummaries(grade);
  const most = Math.max(
    ...all.filter(({ detector }) => detector.recommended).map(({ tells }) => tells.length),
  );
  const better = all.filter(({ detector, tells }) => !detector.recommended && tells.length > most);
  if (better.length === 0) return null;
  return `More than the best of these: ${listed(better.map(({ detector, tells, falseAlarms }) => `${detector.name} (${tells.length}, ${weekly(falseAlarms)} false alarms a week)`))}.`;
}

/** How it was found out, in a paragraph. */
export function alarmsMethod(
  { grades, requests, engine, perSecond }: AlarmsReport,
  grade: AlarmsGrade,
): string {
  const { perDay, days, faultDay, courses, referenceDays, probes, seed } = grade.plan;
  return (
    `${requests} requests were really served under load on the ${engine} engine (${perSecond.toFixed(1)} a second; a virtual clock that ` +
    `goes by measured steps, and the real one where it says so). Days of ${perDay} requests are drawn from them in blocks of ten ` +
    `neighbours by seed ${seed}: ${courses} courses of ${days} days for each of ${grades[0].rows.length} changes, which come on day ` +
    `${faultDay}; the reference is ${referenceDays} days before the first. ${probes} probes a day have their bits compared. A tracker ` +
    'asks 50 tasks of its own a day. An alarm tells a fault where half of the courses have one and more alarms a week come than before it and than without it; of what goes by requests, than where the same service has other arrivals.'
  );
}

const WIDTH = 26;

/** The table as lines for a terminal: a detector a line, a fault a column. */
export function alarmsText(report: AlarmsReport): string[] {
  return report.grades.flatMap((grade) => {
    const rows = faultRows(grade);
    const head = rows.map(({ fault }, i) => `${i + 1}: ${fault.name}`);
    const line = (name: string, cells: readonly string[]) =>
      `${padEnd(shorten(name, WIDTH), WIDTH)}${cells.map((cell) => padStart(cell, 7)).join('')}`;
    const summaries = detectorSummaries(grade);
    return [
      `${grade.plan.perDay} requests a day`,
      ...paragraph(alarmsAnswer(grade)),
      '',
      ...paragraph(`Columns: ${head.join('; ')}.`),
      ...paragraph(
        'A cell: share of courses that saw it (in brackets where it tells nothing); of what is no fault, alarms a week.',
      ),
      line(
        '',
        rows.map((_, i) => String(i + 1)),
      ),
      ...ALARM_DETECTORS.map((detector, at) =>
        line(
          detector.name,
          rows.map(({ fault, row }) => shortCell(fault, row.outcomes[at], withoutFault(grade, at))),
        ),
      ),
      line(
        CANARY_NAME,
        rows.map(({ row }) => percent(row.canary.harm.value)),
      ),
      '',
      ...summaries
        .filter(({ detector }) => detector.recommended)
        .flatMap((each) => paragraph(summaryLine(each))),
      '',
    ];
  });
}

function shortCell(
  fault: GradedFault,
  outcome: DetectorGrade | null,
  without: ReturnType<typeof withoutFault>,
): string {
  if (!outcome) return '–';
  if (judgedAs(fault) === 'sound') return weekly(outcome.changed.value);
  const share = percent(outcome.seen.value);
  return tellsFault(outcome, without) ? share : `(${share})`;
}

const CSV_HEAD = [
  ...['requests_per_day', 'fault', 'kind', 'detector', 'tells', 'seen', 'seen_low', 'seen_high', 'days'],
  ...['alarms_per_week_before', 'alarms_per_week_after'],
];

/** A line for each plan, fault and detector; nothing in it begins as a formula does. */
export function alarmsCsv({ grades }: AlarmsReport): string {
  const lines = grades.flatMap((grade) =>
    faultRows(grade).flatMap(({ fault, row }) =>
      ALARM_DETECTORS.flatMap(({ id }, at) => {
        const outcome = row.outcomes[at];
        return outcome
          ? [csvLine(grade, fault, id, { ...outcome, tells: tellsFault(outcome, withoutFault(grade, at)) })]
          : [];
      }),
    ),
  );
  return `${[CSV_HEAD.join(','), ...lines].join('\n')}\n`;
}

function csvLine(
  { plan }: AlarmsGrade,
  fault: GradedFault,
  detector: AlarmDetector['id'],
  outcome: DetectorGrade & { readonly tells: boolean },
): string {
  const { seen, days, quiet, changed, tells } = outcome;
  const figures = [seen.value, seen.low, seen.high].map((value) => value.toFixed(4));
  const told = judgedAs(fault) === 'broken' ? String(tells) : '';
  const rates = [quiet.value, changed.value].map((value) => value.toFixed(3));
  return [plan.perDay, fault.id, fault.kind, detector, told, ...figures, days ?? '', ...rates].join(',');
}
