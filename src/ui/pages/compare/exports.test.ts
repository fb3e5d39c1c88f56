import { expect, it } from 'vitest';
import { listed, sequenceOf, transcriptOf } from '../../../results/testing/transcripts.ts';
import { reportTranscripts } from '../../../results/transcripts-report.ts';
import { comparisonCsv, comparisonMarkdown } from './exports.ts';
import { sortedRows } from './sorted-rows.ts';

const sequence = (id: string, top: Record<string, number>) =>
  sequenceOf(id, Object.keys(top).slice(0, 1), { positions: [listed(top)] });
const report = await reportTranscripts(
  transcriptOf('A', [
    sequence('=1+1|', { a: -1, b: -1.5 }),
    sequence('same', { c: -1, d: -3 }),
    sequenceOf('bare', ['x']),
  ]),
  transcriptOf('B', [
    sequence('=1+1|', { b: -1, a: -1.5 }),
    sequence('same', { c: -1, d: -3 }),
    sequenceOf('bare', ['x']),
  ]),
  { sameInputs: false },
);

it('writes a line a sequence, empty where nothing is known, and nothing that a spreadsheet would calculate', () => {
  const [head, first, second] = comparisonCsv(report).split('\r\n');
  expect(head.startsWith('sequence,counted_in,length_a')).toBe(true);
  expect(first.startsWith('"\'=1+1|","token",1,1,0,')).toBe(true);
  expect(second.split(',').slice(4, 7)).toEqual(['', '', '']);
});

it('writes a table that names and texts do not break', () => {
  const markdown = comparisonMarkdown(report);
  expect(markdown).toContain('| =1\\+1\\| | token 0 |');
  expect(markdown).toContain('What these files cannot tell:');
});

it('sorts by a column, what has no value last in both directions', () => {
  const ids = (column: 'fork' | 'margin' | 'id', down: boolean) =>
    sortedRows(report.rows, { column, down }).map(({ row }) => row.id);
  expect(ids('fork', true)).toEqual(['=1+1|', 'same', 'bare']);
  expect(ids('margin', false)).toEqual(['=1+1|', 'same', 'bare']);
  expect(ids('margin', true)).toEqual(['same', '=1+1|', 'bare']);
  expect(ids('id', false)).toEqual(['=1+1|', 'bare', 'same']);
});
