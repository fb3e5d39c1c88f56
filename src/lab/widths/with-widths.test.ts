import { expect, it } from 'vitest';
import { randomModel } from '../../model/random-model.ts';
import { calibrationOf } from './with-widths.ts';

const FORMATS = { weights: 'q8', activations: 'f32' } as const;

it('says how far a calibration is, pass by pass, up to its end', async () => {
  const told: [number, number][] = [];
  await calibrationOf(FORMATS, 'q4', randomModel('random:pico:1:1'), {
    onCalibrated: (...how) => told.push(how),
  });
  const total = told.at(-1)![1];
  expect(told.map(([done]) => done)).toEqual(Array.from({ length: total }, (_, i) => i + 1));
  // Costs are passes too, once the answers say that they are measured.
  expect(total).toBeGreaterThan(16 * 3);
});

it('hears in its midst that it is to end, and is measured anew when it is asked for again', async () => {
  const model = randomModel('random:pico:1:1');
  const stop = new AbortController();
  let passes = 0;
  const cancelled = calibrationOf(FORMATS, 'q4', model, {
    signal: stop.signal,
    onCalibrated: () => {
      passes++;
      // A message of a page comes as a task of its own, between two steps.
      if (passes === 1) setTimeout(() => stop.abort(), 0);
    },
  });
  await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' });
  const before = passes;
  const again: number[] = [];
  await calibrationOf(FORMATS, 'q4', model, { onCalibrated: (done) => again.push(done) });
  expect(before).toBeLessThan(again.length);
  expect(again[0]).toBe(1);
});
