import { afterEach, expect, it, vi } from 'vitest';
import { hurryClock } from '../../engines/cpu/testing/hurried-clock.ts';
import { INITIAL_SETUP, MOST_ROWS } from '../../workbench/cases/setup.ts';
import { labHere } from '../testing/lab-here.ts';
import type { WorkbenchRequest } from './workbench.ts';

afterEach(() => vi.restoreAllMocks());

const request: WorkbenchRequest = {
  on: 'cpu',
  setup: { ...INITIAL_SETUP, dimensions: { terms: 432, columns: 70 } },
};

it('sweeps M as plain data, and has nothing to time on the CPU', async () => {
  const lab = labHere();
  const told: number[] = [];
  const answer = await lab.workbench.sweep(request, (points) => {
    told.push(...points.map(({ rows }) => rows));
  });
  if (!answer.ok) throw new Error(answer.fault.message);
  expect(structuredClone(answer)).toEqual(answer);
  expect(answer.value.map(({ rows }) => rows)).toEqual(Array.from({ length: MOST_ROWS }, (_, i) => i + 1));
  expect(told).toEqual([...told].toSorted((a, b) => a - b));
  expect(new Set(answer.value.map(({ hash }) => hash)).size).toBe(5);
  expect(await lab.workbench.at(request, 33)).toEqual({ ok: true, value: answer.value[32] });
  expect(await lab.workbench.time(request, 33)).toEqual({ ok: true, value: null });
});

it('answers for the setup that is asked about, also after another one', async () => {
  const lab = labHere();
  const other: WorkbenchRequest = { ...request, setup: { ...request.setup, set: 'invariant' } };
  const before = await lab.workbench.at(request, 3);
  expect(before.ok).toBe(true);
  expect(await lab.workbench.at(other, 3)).not.toEqual(before);
  expect(await lab.workbench.at(other, 3)).toEqual(await labHere().workbench.at(other, 3));
  expect(await lab.workbench.at(request, 3)).toEqual(before);
});

it('a sweep gives way where it is cancelled', async () => {
  const lab = labHere();
  hurryClock();
  let points = 0;
  const sweep = lab.workbench.sweep(request, (told) => {
    points += told.length;
    // As a message would: from outside the sweep's own chain of promises.
    if (points === 3) setTimeout(() => void lab.turns.end({ lane: 'workbench' }));
  });
  expect(await sweep).toEqual({ ok: false, fault: { kind: 'cancelled', message: 'cancelled' } });
  expect(points).toBe(3);
});
