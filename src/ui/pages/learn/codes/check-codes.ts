import { csvText } from '../../../../results/csv.ts';
import type { Lesson } from '../lesson.ts';
import { type Completion, editionOf, readCode } from './completion-code.ts';

/** What became of one pasted line. */
export interface CheckedLine {
  /** From 1, as an editor counts. */
  readonly line: number;
  readonly completion: Completion | null;
  /** The lesson's title; its id where this page has no such lesson. */
  readonly lesson: string;
  readonly verdict: 'fits' | 'look twice' | 'refused';
  /** What to look at, or why it was refused; empty where all fits. */
  readonly remark: string;
}

/** Checks each line that is not empty. `today`: `2026-11-28`, a code of a later day is marked. */
export function checkCodes(text: string, lessons: readonly Lesson[], today: string): CheckedLine[] {
  const seen = new Map<string, number>();
  return text.split(/\r\n|[\n\r]/).flatMap((written, index): CheckedLine[] => {
    if (written.trim() === '') return [];
    const line = index + 1;
    const read = readCode(written);
    if (!read.ok) return [{ line, completion: null, lesson: '', verdict: 'refused', remark: read.why }];
    const { completion } = read;
    const lesson = lessons.find(({ id }) => id === completion.lesson);
    const key = JSON.stringify([completion.lesson, completion.name]);
    const before = seen.get(key);
    if (before === undefined) seen.set(key, line);
    const remarks = [
      lesson ? '' : 'no lesson of this page',
      lesson && editionOf(lesson) !== completion.edition ? 'another edition of the lesson' : '',
      completion.date > today ? 'dated after today' : '',
      before === undefined ? '' : `same name and lesson as line ${before}`,
    ].filter((remark) => remark !== '');
    return [
      {
        line,
        completion,
        lesson: lesson?.title ?? completion.lesson,
        verdict: remarks.length === 0 ? 'fits' : 'look twice',
        remark: remarks.join('; '),
      },
    ];
  });
}

/** The table as a file for a spreadsheet. */
export function checkedCsv(lines: readonly CheckedLine[]): string {
  return csvText([
    ['line', 'name', 'lesson', 'lesson_id', 'edition', 'date', 'verdict', 'remark'],
    ...lines.map(({ line, completion, lesson, verdict, remark }) => [
      line,
      completion?.name,
      lesson,
      completion?.lesson,
      completion?.edition,
      completion?.date,
      verdict,
      remark,
    ]),
  ]);
}
