import { expect, it } from 'vitest';
import { strftime } from './strftime.ts';

it.each([
  // As Python 3 writes them, in its C locale.
  ['2024-07-06', '%d %b %Y', '06 Jul 2024'],
  ['2024-07-06', '%A, %B %-d, %Y', 'Saturday, July 6, 2024'],
  ['2024-07-06', '%Y-%m-%d %H:%M:%S', '2024-07-06 00:00:00'],
  ['2024-12-31', '%j %y %a %w %u', '366 24 Tue 2 2'],
  ['2023-01-01', '%j %e %-j %u %I %p', '001  1 1 7 12 AM'],
  ['0099-02-03', '%Y %F %D', '0099 0099-02-03 02/03/99'],
  ['2024-07-06', '100%% %Q %', '100% %Q %'],
])('writes %s by %s', (day, format, text) => {
  expect(strftime(new Date(`${day}T00:00:00Z`), format)).toBe(text);
});
