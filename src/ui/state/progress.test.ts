import { describe, expect, test } from 'vitest';
import { progressText, readProgress, stepKey } from './progress.ts';

describe('progress', () => {
  test('what is kept is read again', () => {
    const done = new Set([stepKey('floats', 'bits'), stepKey('the-price', 'measure')]);
    expect(readProgress(progressText(done))).toEqual(done);
  });

  test.each([
    ['nothing', null],
    ['no JSON', '{'],
    ['another version', '{"version":2,"done":["floats/bits"]}'],
    ['another shape', '{"version":1,"done":{"floats/bits":true}}'],
    ['something that is no step', '{"version":1,"done":[1]}'],
    ['more than any reader did', JSON.stringify({ version: 1, done: Array(501).fill('a/b') })],
  ])('%s counts as no progress', (_, text) => {
    expect(readProgress(text).size).toBe(0);
  });
});
