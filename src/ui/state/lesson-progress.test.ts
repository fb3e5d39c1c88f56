import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PLACES } from './kept-places.ts';
import { stepKey } from './lesson-progress.ts';
import { FakeStorage } from './testing/fake-storage.ts';

let storage: FakeStorage;
beforeEach(() => {
  storage = new FakeStorage();
  vi.stubGlobal('localStorage', storage);
});
afterEach(() => vi.unstubAllGlobals());

/** The page as it is opened; what it shows is what it writes back beside a step that is done now. */
async function stepsAfter(text: string | null): Promise<string[]> {
  if (text !== null) storage.setItem(PLACES.lessons, text);
  vi.resetModules();
  const { completeStep } = await import('./lesson-progress.ts');
  completeStep('now/done');
  return JSON.parse(storage.getItem(PLACES.lessons)!).done;
}

describe('progress', () => {
  test('what is kept is read again', async () => {
    const first = await stepsAfter(null);
    expect(first).toEqual(['now/done']);
    const done = [stepKey('floats', 'bits'), stepKey('the-price', 'measure')];
    expect(await stepsAfter(JSON.stringify({ version: 1, done }))).toEqual([...done, 'now/done']);
  });

  test.each([
    ['no JSON', '{'],
    ['another version', '{"version":2,"done":["floats/bits"]}'],
    ['another shape', '{"version":1,"done":{"floats/bits":true}}'],
    ['something that is no step', '{"version":1,"done":[1]}'],
    ['more than any reader did', JSON.stringify({ version: 1, done: Array(501).fill('a/b') })],
  ])('%s counts as no progress', async (_, text) => {
    expect(await stepsAfter(text)).toEqual(['now/done']);
  });
});
