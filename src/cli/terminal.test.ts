import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { clearProgress, endProgress, note, noteLines, print, showInPlace } from './terminal.ts';
import { captureStreams } from './testing/written.ts';

const CLI = fileURLToPath(new URL('.', import.meta.url));

const written = captureStreams();
const { columns } = process.stderr;
afterEach(() => {
  process.stderr.columns = columns;
});

test('nothing else writes to the standard streams', () => {
  const files = readdirSync(CLI, { recursive: true, encoding: 'utf8' }).filter((name) => /\.ts$/.test(name));
  expect(files.length).toBeGreaterThan(20);
  const writers = files.filter(
    (name) =>
      !/\.test\.ts$/.test(name) &&
      /process\s*(?:\.|\[['"])std(?:out|err)\b(?!\.fd)|\bconsole\b|fd\/[12]\b/.test(
        readFileSync(join(CLI, name), 'utf8'),
      ),
  );
  expect(writers).toEqual(['terminal.ts']);
});

test('a line is one line; only where several are meant does a line end begin another', () => {
  print(['a\x1b[2J', 'b\nc']);
  note('d\ne');
  noteLines('f\ng\x9bh');
  expect(written.all).toBe('a\\u{1b}[2J\nb⏎c\nd⏎e\nf\ng\\u{9b}h\n');
});

test('what is shown in place fits its line, and gives way to whatever is printed next', () => {
  process.stderr.columns = 10;
  showInPlace('0123456789\x1b');
  showInPlace('second');
  print(['report']);
  clearProgress();
  showInPlace('last', { last: true });
  print(['end']);
  expect(written.all).toBe('01234567…\r\x1b[Ksecond\r\x1b[Kreport\nlast\nend\n');
});

test('after an interruption nothing is shown in place any more', () => {
  showInPlace('on');
  endProgress();
  showInPlace('too late');
  expect(written.all).toBe('on\r\x1b[K');
});
