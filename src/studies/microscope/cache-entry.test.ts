import { describe, expect, test } from 'vitest';
import { CpuEngine } from '../../engines/cpu/cpu.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import { runExperiment } from '../../lab/run.ts';
import { type CacheEntry, findCacheEntry } from './cache-entry.ts';
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
  });

  test('finds none in a layer that the difference has not reached', async () => {
    expect(await search(plantedEngine({ layer: 0, element: 5 }, 1e-3), 0)).toBeNull();
  });

  test('leads from a step whose plans agree to the one that shared a batch', async () => {
    const both = twoArms('variant');
    const [probe, mate] = both.requests;
    // The batchmate is there for the prompt only: from the second token on both arms compute alike.
    const requests = [
      { ...probe, promptIds: [1] },
      { ...mate, maxNewTokens: 1 },
    ];
    const experiment = parseExperiment({ ...both, requests });
    const { look: at } = await look(experiment, 2);
    expect([at.a.rows, at.b.rows, at.plansDiffer]).toEqual([1, 1, []]);
    expect(at.first).toMatchObject({ layer: 0, name: 'attention', cause: 'cache' });
    expect(at.cacheLayer).toBe(0);

    const engine = new CpuEngine();
    const { record } = await runExperiment({ experiment, model: MODEL, engine });
    const place = { ...PLACE, position: 2 };
    const entry = await findCacheEntry({ record, model: MODEL, engine, place, layer: 0 });
    expect(entry).toMatchObject({ position: 0, layer: 0 });
  });
});
