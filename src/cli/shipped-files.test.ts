import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readExperiment } from './input.ts';
import { ownOrShipped } from './shipped-files.ts';
import { readStudy } from './sweep/study-text.ts';
import { UsageError } from './usage.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'shipped-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

test.each(['needle', 'needle.json'])('%s is the experiment that comes with the lab', async (name) => {
  expect((await readExperiment(name)).title).toBe('The needle');
});

test('a study that comes with the lab is found by its name', async () => {
  expect((await readStudy('random-weights')).title).toBe(
    (await readStudy('studies/random-weights.json')).title,
  );
});

test("a file of the caller's own comes first", () => {
  const own = join(FOLDER, 'needle.json');
  writeFileSync(own, '{}');
  expect(ownOrShipped('experiments', own)).toBe(own);
});

test.each(['nothing-of-that-name', '../package', 'other/needle.json', 'random-weights'])(
  '%s is no experiment, and named as it was typed',
  async (name) => {
    await expect(readExperiment(name)).rejects.toThrow(UsageError);
    await expect(readExperiment(name)).rejects.toThrow(`${name}: expected a file, found none`);
  },
);
