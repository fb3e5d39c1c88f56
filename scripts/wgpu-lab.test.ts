import { type ChildProcess, execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { censusName } from '../src/census/census-name.ts';
import { compareCensuses } from '../src/census/compare-censuses.ts';
import { parseCensus } from '../src/census/parse-census.ts';
import { findDeno } from './deno.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
/** Both commands of the script as npm's shell would run them. */
const [BUNDLE, LAB] = (scripts['lab:wgpu'] as string).split(' && ').map((command) => command.split(' '));

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function lab(args: readonly string[], onError?: (child: ChildProcess) => void): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(findDeno(), [...LAB.slice(1), ...args], { cwd: ROOT }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, out, err });
    });
    if (onError) child.stderr?.once('data', () => onError(child));
  });
}

describe('the command line in Deno', () => {
  beforeAll(() => {
    const { status, stderr } = spawnSync(process.execPath, BUNDLE.slice(1), { cwd: ROOT, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  test('prints the plan that Node prints', async () => {
    const args = ['plan', '--op', 'matmul', '--m', '1', '--k', '512', '--n', '512', '--set', 'invariant'];
    const own = scripts.lab.split(' ').slice(1);
    const { stdout } = spawnSync(process.execPath, [...own, ...args], { cwd: ROOT, encoding: 'utf8' });
    expect(stdout).toContain('invariant');
    expect(await lab(args)).toEqual({ code: 0, out: stdout, err: '' });
  });

  test("completes PyTorch's tokens; what is asked for as JSON is all that standard output gets", async () => {
    const { cases } = JSON.parse(readFileSync(join(ROOT, 'public/models/nano/reference.json'), 'utf8'));
    const { promptTokens, tokens } = cases[2];
    const args = ['--engine', 'cpu', '--dtype', 'f32', '--max-new', '32', '--json', '-'];
    const { code, out } = await lab(['complete', '--prompt-ids', promptTokens.join(','), ...args]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ promptTokens, tokens });
  });

  test('takes a census of its adapter, which says what the file of that adapter says', async () => {
    const { code, out, err } = await lab(['census', '--json', '-']);
    expect([code, err]).toEqual([0, '']);
    const taken = parseCensus(JSON.parse(out), 'taken');
    const path = join(ROOT, 'census', `${censusName(taken)}.json`);
    const file = existsSync(path) ? parseCensus(JSON.parse(readFileSync(path, 'utf8')), path) : null;
    const speaksOf = file && JSON.stringify(file.adapter) === JSON.stringify(taken.adapter);
    expect(speaksOf && compareCensuses(taken, file)).toEqual(speaksOf && []);
  });

  test.each([
    [['fly'], 'unknown command "fly"'],
    [['complete', '--prompt-ids', '1', '--model', '/nowhere'], '/nowhere: expected a folder of model files'],
  ])('refuses %j with exit code 2', async (args, message) => {
    const { code, out, err } = await lab(args);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(message)]);
  });

  test('an unknown BATCHMATES_ADAPTER is refused, with those that are known', () => {
    const args = ['complete', '--prompt-ids', '1'];
    const { status, stderr } = spawnSync(findDeno(), [...LAB.slice(1), ...args], {
      ...{ cwd: ROOT, encoding: 'utf8' },
      env: { ...process.env, BATCHMATES_ADAPTER: 'fast' },
    });
    expect([status, stderr]).toEqual([
      1,
      'lab: BATCHMATES_ADAPTER: expected one of own, software, lavapipe, found "fast"\n',
    ]);
  });

  test('interrupted, it says so and ends with 130', async () => {
    const { code, err } = await lab(['tasks', '--engine', 'cpu'], (child) => child.kill('SIGINT'));
    expect([code, err]).toEqual([130, expect.stringContaining('interrupted; nothing was written')]);
  });
});
