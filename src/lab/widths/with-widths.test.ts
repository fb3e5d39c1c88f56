import { describe, expect, it } from 'vitest';
import { randomModel } from '../../model/random-model.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { idModel } from '../testing/fake-engine.ts';
import { calibrationOf } from './with-widths.ts';

const FORMATS = { weights: 'q8', activations: 'f32' } as const;
const REASON = new RangeError('somebody left');

/** A model of its own, which tells each time that a prompt is read. */
function modelTelling(onPrompt: (count: number) => void) {
  const checkpoint = syntheticCheckpoint({ vocabSize: 96 }, { seed: 1, dtype: 'F32' });
  let count = 0;
  const encode = (text: string) => {
    onPrompt(++count);
    return Array.from(text, (letter) => letter.codePointAt(0)! % 96);
  };
  return { checkpoint, tokenizer: { ...idModel().tokenizer, encode } };
}

describe('a calibration', () => {
  it('hears in the midst of its passes that nobody wants it any more', async () => {
    const stop = new AbortController();
    // A timer fires in a turn of the event loop alone, as a message of the page does.
    const model = modelTelling((count) => {
      if (count === 1) setTimeout(() => stop.abort(REASON));
    });
    await expect(calibrationOf(FORMATS, 'q4', model, { signal: stop.signal })).rejects.toBe(REASON);
  });

  it('begins anew for whoever waited for one that another broke off, whatever the reason', async () => {
    const stop = new AbortController();
    let prompts = 0;
    const model = modelTelling((count) => {
      prompts = count;
      if (count === 2) stop.abort(REASON);
    });
    const first = calibrationOf(FORMATS, 'q4', model, { signal: stop.signal });
    const second = calibrationOf(FORMATS, 'q4', model);
    await expect(first).rejects.toBe(REASON);
    const found = await second;
    expect(found.rows).toBeGreaterThan(0);
    expect(prompts).toBeGreaterThan(16);
    expect(await calibrationOf(FORMATS, 'q4', model)).toBe(found);
  });
});

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
