import { expect, it } from 'vitest';
import type { LoadLine } from '../../results/load/load-lines.ts';
import { OutputError } from '../output.ts';
import { ServeLog } from './serve-log.ts';

const LINE: LoadLine = { type: 'arm-ended', arm: 'server' };

it('ends where the disk takes no more, says so once, and leaves no hole', () => {
  const [kept, said]: [LoadLine[], string[]] = [[], []];
  let full = false;
  const write = (line: LoadLine) => {
    if (full) throw new OutputError('--log: f: no room is left on the disk');
    kept.push(line);
  };
  const log = new ServeLog({ write }, (line) => said.push(line));
  log.write(LINE);
  expect(log.ended).toBe(false);
  full = true;
  log.write(LINE);
  full = false;
  log.write(LINE);
  expect([kept, said, log.ended]).toEqual([
    [LINE],
    ['warning: --log: f: no room is left on the disk; the log ends here, the server goes on'],
    true,
  ]);
});

it('hides no fault of its own', () => {
  const write = () => {
    throw new TypeError('a defect');
  };
  expect(() => new ServeLog({ write }, () => undefined).write(LINE)).toThrow('a defect');
});
