import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { createRandom } from '../../experiment/random.ts';
import { killedRun, mergedBytes, partsIn, sweepStudy } from './testing/killed-sweep.ts';

const KILLS = 20;
const FOLDER = mkdtempSync(join(tmpdir(), 'killed-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

function folder(name: string): string {
  const path = join(FOLDER, name);
  mkdirSync(path);
  return path;
}

test(`a sweep that was killed ${KILLS} times ends with the bytes of one that ran through`, async () => {
  const study = sweepStudy(20, 24);
  const through = await mergedBytes(folder('through'), study);
  const seed = Math.floor(Math.random() * 2 ** 31);
  console.log(`seed ${seed}`);
  const random = createRandom(seed);
  const done: number[] = [];
  const killed = await mergedBytes(folder('killed'), study, async (planned) => {
    for (let kill = 0; kill < KILLS; kill++) {
      expect(await killedRun(planned, random)).toBe(true);
      done.push(readdirSync(planned).filter((name) => /^[0-9a-f]{32}\.json$/.test(name)).length);
    }
    console.log(`jobs done after each kill: ${done.join(' ')}`);
  });
  expect(killed).toBe(through);
  expect(partsIn(join(FOLDER, 'killed', 'planned'))).toEqual([]);
  // Each kill found work to do, and the last one left some.
  expect(done.at(-1)).toBeLessThan(240);
  expect(done.at(-1)).toBeGreaterThan(KILLS / 2);
});
