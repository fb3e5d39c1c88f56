/** A day as a number, so that days can be subtracted: days since 1970-01-01, UTC. */
export type DayNumber = number;

export type TimelineEventKind = 'adoption' | 'outage' | 'other';

export interface TimelineEvent {
  readonly day: DayNumber;
  readonly kind: TimelineEventKind;
  readonly label: string;
}

export interface RatePoint {
  readonly day: DayNumber;
  readonly passed: number;
  readonly total: number;
}

/** What is wrong with a text that was entered, by its line. */
export class TimelineError extends Error {
  override readonly name = 'TimelineError';
}

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MILLISECONDS = 86_400_000;
/** So that a plot of days and the bootstrap stay quick. */
const MOST_LINES = 5000;
/** Days that a series may span. */
const MOST_DAYS = 3660;
/** What a line may call an event of each kind. */
const WORDS: Readonly<Record<string, TimelineEventKind>> = {
  ...{ adoption: 'adoption', launch: 'adoption', release: 'adoption', surge: 'adoption' },
  ...{ outage: 'outage', incident: 'outage', other: 'other' },
};

/** `2026-03-04`. */
export function dayText(day: DayNumber): string {
  return new Date(day * MILLISECONDS).toISOString().slice(0, 10);
}

/** Null unless it is a date that exists, as in `2026-03-04`. */
export function dayOf(text: string): DayNumber | null {
  const match = DATE.exec(text);
  if (!match) return null;
  const day = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / MILLISECONDS;
  return dayText(day) === text ? day : null;
}

/**
 * Events, one a line, in the order of their days: `2026-03-04 outage Logins failed`, or the same between commas. Empty lines, lines that
 * begin with # and a first line of headings are passed over. Throws TimelineError.
 */
export function readEvents(text: string): TimelineEvent[] {
  const events = linesOf(text, 'date').map(({ at, line }): TimelineEvent => {
    const [date, word = '', ...label] = partsOf(line);
    const day = dateAt(date, at);
    const kind = Object.hasOwn(WORDS, word.toLowerCase()) ? WORDS[word.toLowerCase()] : undefined;
    if (!kind)
      throw new TimelineError(
        `line ${at}: expected adoption, outage or other after the date, found ${shown(word)}`,
      );
    return { day, kind, label: label.join(' ') };
  });
  return events.toSorted((a, b) => a.day - b.day);
}

/** Pass rates, one day a line: `date,passed,total`, in any order. Throws TimelineError, of days that come twice too. */
export function readRates(text: string): RatePoint[] {
  const points = linesOf(text, 'date').map(({ at, line }): RatePoint => {
    const [date, passed = '', total = '', ...more] = line.split(',').map((part) => part.trim());
    if (more.length > 0)
      throw new TimelineError(`line ${at}: expected date,passed,total, found ${more.length + 3} fields`);
    const point = {
      day: dateAt(date, at),
      passed: countAt(passed, 'passed', at),
      total: countAt(total, 'total', at),
    };
    if (point.total === 0 || point.passed > point.total)
      throw new TimelineError(
        `line ${at}: expected passed of at most total, and a total above 0, found ${passed} of ${total}`,
      );
    return point;
  });
  const sorted = points.toSorted((a, b) => a.day - b.day);
  for (const [i, { day }] of sorted.entries())
    if (day === sorted[i + 1]?.day)
      throw new TimelineError(`expected each day once, found ${dayText(day)} twice`);
  const span = sorted.length > 0 ? sorted[sorted.length - 1].day - sorted[0].day + 1 : 0;
  if (span > MOST_DAYS)
    throw new TimelineError(`expected days within ${MOST_DAYS} of each other, found ${span}`);
  return sorted;
}

function linesOf(text: string, heading: string): { readonly at: number; readonly line: string }[] {
  const all = text.split(/\r\n|[\r\n]/).map((line, i) => ({ at: i + 1, line: line.trim() }));
  const lines = all.filter(({ line }) => line !== '' && !line.startsWith('#'));
  if (lines[0]?.line.toLowerCase().startsWith(heading)) lines.shift();
  if (lines.length > MOST_LINES)
    throw new TimelineError(`expected at most ${MOST_LINES} lines, found ${lines.length}`);
  return lines;
}

/** Of a line with a comma right behind its date, between commas; else between spaces. */
function partsOf(line: string): string[] {
  const comma = /^\S+?,/.test(line);
  return comma ? line.split(',').map((part) => part.trim()) : line.split(/\s+/);
}

function dateAt(text: string, at: number): DayNumber {
  const day = dayOf(text);
  if (day === null)
    throw new TimelineError(`line ${at}: expected a date such as 2026-03-04, found ${shown(text)}`);
  return day;
}

function countAt(text: string, field: string, at: number): number {
  if (!/^\d{1,9}$/.test(text))
    throw new TimelineError(`line ${at}: ${field}: expected a whole number, found ${shown(text)}`);
  return Number(text);
}

const shown = (text: string) => (text === '' ? 'nothing' : JSON.stringify(text.slice(0, 40)));
