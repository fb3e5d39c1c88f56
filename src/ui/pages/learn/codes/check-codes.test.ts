import { describe, expect, test } from 'vitest';
import { LESSONS } from '../lessons.ts';
import { checkCodes, checkedCsv } from './check-codes.ts';
import { completionCode, editionOf } from './completion-code.ts';

const [lesson] = LESSONS;
const code = (name: string, part: Partial<Parameters<typeof completionCode>[0]> = {}) =>
  completionCode({ lesson: lesson.id, edition: editionOf(lesson), date: '2026-11-28', name, ...part });

describe('many codes at once', () => {
  const text = [
    code('Ada'),
    '',
    `10:02, Grace, ${code('Grace')}`,
    code('Ada'),
    code('Kurt', { date: '2027-01-01' }),
    code('Emmy', { edition: '0000' }),
    code('Alan', { lesson: 'gone' }),
    code('Mary').toLowerCase(),
  ].join('\r\n');
  const checked = checkCodes(text, LESSONS, '2026-11-29');

  test('each line is told what it is, by the number an editor shows', () => {
    expect(checked.map(({ line, verdict, remark }) => [line, verdict, remark])).toEqual([
      [1, 'fits', ''],
      [3, 'fits', ''],
      [4, 'look twice', 'same name and lesson as line 1'],
      [5, 'look twice', 'dated after today'],
      [6, 'look twice', 'another edition of the lesson'],
      [7, 'look twice', 'no lesson of this page'],
      [8, 'refused', 'No code.'],
    ]);
    expect(checked[1]).toMatchObject({ lesson: lesson.title, completion: { name: 'Grace' } });
  });

  test('a name cannot calculate in a spreadsheet', () => {
    const csv = checkedCsv(checkCodes(code('=1+1'), LESSONS, '2026-11-29'));
    expect(csv).toContain(`1,"'=1+1","${lesson.title}"`);
    expect(csv.split('\r\n')).toHaveLength(3);
  });
});
