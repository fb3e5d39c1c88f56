import { describe, expect, test } from 'vitest';
import { runExperiment } from '../run.ts';
import { type CacheEntry, findCacheEntry } from './cache-entry.ts';
import { entryWords, story } from './story.ts';
import { look, MODEL, plantedEngine, twoArms } from './testing/looked.ts';

const PLACE = { a: 'alone', b: 'company', probe: 'p', position: 4 };

async function search(engine: ReturnType<typeof plantedEngine>, layer: number): Promise<CacheEntry | null> {
  const { record } = await runExperiment({ experiment: twoArms('invariant'), model: MODEL, engine });
  return await findCacheEntry({ record, model: MODEL, engine, place: PLACE, layer });
}

describe('following the cache back', () => {
  test('finds the first step whose key or value in a layer differs', async () => {
    const planted = plantedEngine({ layer: 0, element: 5 }, 1e-3);
    const entry = await search(planted, 1);
    // The planted difference leaves layer 0 with the prompt's last row, and layer 1 makes a key of it.
    expect(entry).toMatchObject({ position: 0, layer: 1, name: 'k' });
    const { look: at } = await look(twoArms('invariant'), 0, planted);
    const key = at.diff.outputs.find(({ layer, name }) => layer === 1 && name === 'k')!;
    expect(entry!.element).toBe(key.firstElement);
    expect(entryWords(1, entry)).toContain(`chose token 0: element ${entry!.element} of layer 1's key`);
  });

  test('finds none in a layer that the difference has not reached', async () => {
    const entry = await search(plantedEngine({ layer: 0, element: 5 }, 1e-3), 0);
    expect(entry).toBeNull();
    expect(entryWords(0, entry)).toContain("one of the prompt's earlier rows");
  });

  test('is shown to be needed by a layer whose own query, key and value agree', async () => {
    const engine = plantedEngine({ layer: 0, element: 5 }, 1e-3);
    const { look: at } = await look(twoArms('invariant'), 4, engine);
    // Each row is changed in layer 0 itself here, so no layer of it can show what the cache holds.
    expect(at.cacheLayer).toBeNull();
    expect(story(at).at(-1)).toContain('may have differed');
  });
});
