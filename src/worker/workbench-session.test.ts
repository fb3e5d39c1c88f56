import { expect, it } from 'vitest';
import { INITIAL_SETUP, MOST_ROWS } from '../lab/workbench/setup.ts';
import { LabSession } from './lab-session.ts';
import type { BenchRequest } from './workbench-protocol.ts';

const request: BenchRequest = {
  on: 'cpu',
  setup: { ...INITIAL_SETUP, dimensions: { terms: 432, columns: 70 } },
};

it('sweeps M as plain data, and has nothing to time on the CPU', async () => {
  const session = new LabSession('test');
  const told: number[] = [];
  const answer = await session.sweepBench(request, (points) => told.push(...points.map(({ rows }) => rows)));
  if (!answer.ok) throw new Error(answer.fault.message);
  expect(structuredClone(answer)).toEqual(answer);
  expect(answer.value.map(({ rows }) => rows)).toEqual(Array.from({ length: MOST_ROWS }, (_, i) => i + 1));
  expect(told).toEqual([...told].toSorted((a, b) => a - b));
  expect(new Set(answer.value.map(({ hash }) => hash)).size).toBe(5);
  expect(await session.benchAt(request, 33)).toEqual({ ok: true, value: answer.value[32] });
  expect(await session.benchTime(request, 33)).toEqual({ ok: true, value: null });
});

it('a sweep gives way where it is cancelled', async () => {
  const session = new LabSession('test');
  const large = { ...request, setup: { ...request.setup, dimensions: { terms: 2048, columns: 1024 } } };
  const sweep = session.sweepBench(large, () => undefined);
  setTimeout(() => void session.endBeside({ lane: 'bench' }), 50);
  expect(await sweep).toEqual({ ok: false, fault: { kind: 'cancelled', message: 'cancelled' } });
});
