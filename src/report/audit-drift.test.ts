import { expect, test } from 'vitest';
import { driftReport } from '../audit/drift/drift.ts';
import { tableOf } from '../audit/drift/testing/tables.ts';
import { driftFinding, driftLines } from './audit-drift.ts';
import { driftCsv, driftMarkdown } from './audit-drift-files.ts';

async function report() {
  return driftReport(
    await tableOf('a.csv', 'n,=cmd()\n1,=1+1\n2,x\n3,x\n'),
    await tableOf('b.csv', 'n,=cmd()\n1 ,"=HYPERLINK(""http://x"")"\n2,x\n3,<b>|\n'),
  );
}

test('a CSV in which nothing of the files calculates', async () => {
  const text = driftCsv(await report());
  expect(text).toContain(`"'=cmd()"`);
  for (const cell of text.split(/\r\n|,/)) expect(cell).not.toMatch(/^"?[=+@]/);
  const quoted = driftCsv(
    driftReport(await tableOf('a.csv', 'n\n1\n2\n'), await tableOf('b.csv', 'n\n=1+1\n2\n')),
  );
  expect(quoted).toContain(`"'=1+1"`);
});

test('Markdown and lines, with nothing hidden and no table broken', async () => {
  const markdown = driftMarkdown(await report());
  expect(markdown).toContain('“1␣”');
  const rows = markdown.split('\n').filter((line) => line.startsWith('| '));
  expect(rows.map((row) => row.split(/(?<!\\)\|/).length)).toEqual(rows.map(() => 15));
  const lines = driftLines(await report());
  expect(lines.every((line) => line.length <= 112)).toBe(true);
  expect(lines.join('\n')).toContain('integer → integer, 33 % number with blanks, such as “1␣”');
  expect(driftFinding(await report())).toBe('1 of 2 columns alarms. n (type).');
});

test('what changed first is of the earliest window with an alarm', async () => {
  const [same, blank] = [await tableOf('b.csv', 'n\n1\n2\n'), await tableOf('c.csv', 'n\n1 \n2\n')];
  const words = driftFinding(driftReport(await tableOf('a.csv', 'n\n1\n2\n'), [same, blank, blank, same]));
  expect(words).toBe('1 of 1 column alarms. First in c.csv: n (type).');
  const { windows } = driftReport(same, [same, blank, blank]);
  expect(windows.map(({ name }) => name)).toEqual(['b.csv', 'c.csv', 'c.csv (2)']);
  expect(driftFinding(driftReport(same, same))).toBe('Nothing alarms in 1 column.');
});
