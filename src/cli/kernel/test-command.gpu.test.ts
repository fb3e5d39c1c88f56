import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { performLine } from '../command-line.ts';
import { captureStreams } from '../testing/written.ts';

const written = captureStreams();

await describeOnGpu('lab kernel test', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kernel-'));
  const at = (name: string) => join(folder, name);
  const kernel = (...args: string[]) => performLine(['kernel', 'test', ...args]);

  test('in a process of its own: not invariant, with M, row and bits in report, JSON and JUnit', async () => {
    const [json, junit] = [at('found.json'), at('found.xml')];
    const args = [
      'shaders/learn/split_k.wgsl',
      '--like',
      'matmul',
      '--sizes',
      '97x33',
      '--json',
      json,
      '--junit',
      junit,
    ];
    const command = [
      '--import',
      'tsx',
      '--import',
      './scripts/raw-loader.mjs',
      'src/cli/main.ts',
      'kernel',
      'test',
      ...args,
    ];
    const failed = (await promisify(execFile)(process.execPath, command).catch(
      (error: unknown) => error,
    )) as {
      code: number;
      stdout: string;
    };
    expect(failed.code).toBe(1);
    expect(failed.stdout).toContain('K 97, N 33, f32: No: at M = 9 the bits are others.');
    const report = JSON.parse(readFileSync(json, 'utf8')) as {
      tests: { bits: { alone: string; here: string } }[];
    };
    expect(report).toMatchObject({
      ...{ version: 1, name: 'split_k.wgsl', like: 'matmul', adapter: { vendor: expect.any(String) } },
      tests: [{ result: 'not-invariant', outcome: { counterexample: { company: { rows: 9 } } } }],
    });
    const [{ bits }] = report.tests;
    expect(bits.alone).not.toBe(bits.here);
    expect(failed.stdout.replaceAll(/\s+/g, ' ')).toContain(`${bits.here}`);
    expect(readFileSync(junit, 'utf8')).toContain('failures="1"');
  });

  test('bad input is exit code 2, with line and column', async () => {
    const text = readFileSync('shaders/learn/row_dot.wgsl', 'utf8').replace(
      'var sum = 0.0;',
      'var sum = nothing;',
    );
    writeFileSync(at('broken.wgsl'), text);
    expect(await kernel(at('broken.wgsl'), '--like', 'matmul')).toBe(2);
    expect(written.all).toMatch(/It does not compile\.\n {2}line \d+, column \d+: .*nothing/);
    rmSync(folder, { recursive: true });
  });

  test.each([
    [['--like', 'softmax'], '--like: expected one of matmul, rmsnorm, attention'],
    [[], '--like: expected one of matmul'],
    [['--like', 'matmul', '--sizes', '12'], '--sizes: expected K x N'],
    [['--like', 'rmsnorm', '--tile', '4x4'], '--tile: expected a kernel like matmul'],
    [['--like', 'matmul', '--time', '0'], '--time: expected a whole number from 1'],
  ])('refuses %j', async (args, message) => {
    expect(await kernel('shaders/learn/row_dot.wgsl', ...args)).toBe(2);
    expect(written.all).toContain(message);
  });
});
