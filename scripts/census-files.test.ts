import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nameFault } from '../src/census/census-name.ts';
import type { Census } from '../src/census/census-types.ts';
import { compareCensuses } from '../src/census/compare-censuses.ts';
import { parseCensus } from '../src/census/parse-census.ts';
import { takeHostCensus } from '../src/census/take-census.ts';

const FOLDER = 'census';
const files = readdirSync(FOLDER);

function read(file: string): Census {
  const path = `${FOLDER}/${file}`;
  return parseCensus(JSON.parse(readFileSync(path, 'utf8')), path);
}

const idsOf = ({ roundings, functions, expressions, subnormals, halves, habits }: Census) =>
  [roundings, functions, expressions, subnormals, halves, habits].map((facts) => facts.map(({ id }) => id));

test.each(files)('%s is a census that says no more than it may, under the name that fits it', (file) => {
  expect(file).toMatch(/\.json$/);
  expect(nameFault(file.replace(/\.json$/, ''), read(file))).toBeNull();
});

test('the implementations that this project is tested on are all there', () => {
  const own = ['chromium-swiftshader', 'deno-lavapipe', 'deno-swiftshader', 'firefox-lavapipe', 'node-cpu'];
  expect(files).toEqual(expect.arrayContaining([...own, 'node-swiftshader'].map((name) => `${name}.json`)));
});

test('the CPU engine answers as its file says, and every file was asked its questions', async () => {
  const file = read('node-cpu.json');
  const { runtime, on, adapter } = file;
  expect(compareCensuses(await takeHostCensus(adapter, { runtime, on }), file)).toEqual([]);
  for (const other of files) expect(idsOf(read(other))).toEqual(idsOf(file));
});
