import { describe, expect, it } from 'vitest';
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
