import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { GpuError, GpuLimitError, GpuLostError, GpuMemoryError } from '../../gpu/errors.ts';
import { ModelError } from '../../model/model-error.ts';
import { SweepError } from '../../studies/sweep/sweep-error.ts';
import { performLine } from '../command-line.ts';
import { captureStreams } from '../testing/written.ts';
import { UsageError } from '../usage.ts';
import { DO_NOT, schedulerCode, TRY_AGAIN } from './scheduler-codes.ts';
import { sweepStudy } from './testing/killed-sweep.ts';
import { told } from './write-file.ts';

const coded = (code: string) => Object.assign(new Error(code), { code });
const written = captureStreams();
const FOLDER = mkdtempSync(join(tmpdir(), 'codes-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

test.each([
  ['a device that is gone', new GpuLostError('device', 'lost'), TRY_AGAIN],
  ['no memory on the device', new GpuMemoryError('weights', 'out of memory'), TRY_AGAIN],
  ['a service that is gone', coded('ECONNREFUSED'), TRY_AGAIN],
  ['a file server that is gone', new SweepError('a.json', { cause: coded('ESTALE') }), TRY_AGAIN],
  ['what V8 has no memory for', new RangeError('Array buffer allocation failed'), TRY_AGAIN],
  ['what does not fit the adapter', new GpuLimitError('binding', 'too large'), DO_NOT],
  ['foreign results', new SweepError('found one of another study'), DO_NOT],
  ['a folder that may not be read', new SweepError('a.json', { cause: coded('EACCES') }), DO_NOT],
  ['a bad line', new UsageError('--shard'), DO_NOT],
  ['a bad model', new ModelError('weights', 'too few'), DO_NOT],
  ['a kernel that does not compile', new GpuError('kernel', 'no'), null],
  ['a defect', new TypeError('x is not a function'), null],
  ['another range', new RangeError('Invalid array length'), null],
])('%s', (_, error, code) => {
  expect(schedulerCode(error)).toBe(code);
});

test.each([
  ['ENOSPC', TRY_AGAIN],
  ['EACCES', null],
])('a result that cannot be written for %s', async (code, expected) => {
  const error = await told('result', () => Promise.reject(coded(code))).catch((thrown: unknown) => thrown);
  expect(schedulerCode(error)).toBe(expected);
});

test('a command line ends with these codes in sweep run, and with its own elsewhere', async () => {
  const [file, folder, other] = ['study.json', 'planned', 'other'].map((name) => join(FOLDER, name));
  writeFileSync(file, JSON.stringify(sweepStudy(1, 1)));
  const line = async (...args: readonly string[]) => await performLine(['sweep', ...args]);
  expect(await line('plan', file, '--out', folder)).toBe(0);
  const run = ['run', folder, '--engine', 'cpu'];
  expect(await line(...run, '--index', '0', '--of', '4')).toBe(0);
  expect(written.err).toContain('shard 1 of 4\n');
  const results = () => readdirSync(folder).filter((name) => /^[0-9a-f]{32}\.json$/.test(name));
  expect(results()).toHaveLength(3);
  expect(await line('run', join(FOLDER, 'none'))).toBe(DO_NOT);
  expect(await line(...run, '--shard', '5/4')).toBe(DO_NOT);
  expect(await line('merge', join(FOLDER, 'none'), '--json', '-')).toBe(2);
  // Results of this study beside another.
  mkdirSync(other);
  writeFileSync(file, JSON.stringify({ ...sweepStudy(1, 1), title: 'Other' }));
  expect(await line('plan', file, '--out', other)).toBe(0);
  const [name] = results();
  writeFileSync(join(other, name), readFileSync(join(folder, name)));
  expect(await line('run', other, '--engine', 'cpu')).toBe(DO_NOT);
  rmSync(join(other, name));
  const canary = { ...JSON.parse(readFileSync(join(folder, 'canary.json'), 'utf8')) };
  writeFileSync(
    join(folder, 'canary.json'),
    JSON.stringify({ ...canary, canaries: [{ ...canary.canaries[0], canary: '0'.repeat(32) }] }),
  );
  expect(await line(...run)).toBe(DO_NOT);
  expect(written.err).toContain("the canary is not the study's");
});
