import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { BENCH_ENGINES, type BenchReport } from '../../../bench/report.ts';

it('ships a bench of every engine, decode and prefill, with times and operations', async () => {
  const file = await readFile('public/examples/bench.json', 'utf8');
  const { version, reports } = JSON.parse(file) as { version: number; reports: BenchReport[] };
  expect(version).toBe(1);
  const [{ cases, adapter, limits }] = reports;
  expect(adapter.description || adapter.architecture).not.toBe('');
  expect(limits?.copy).toBeGreaterThan(0);
  expect(new Set(cases.map((each) => each.case.phase))).toEqual(new Set(['decode', 'prefill']));
  for (const { times, operations } of cases) {
    expect(times.map(({ engine }) => engine)).toEqual([...BENCH_ENGINES]);
    for (const { milliseconds } of times) expect(milliseconds).toBeGreaterThan(0);
    expect(operations.length).toBeGreaterThan(0);
  }
});
