import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nameFault } from '../src/census/census-name.ts';
import type { Census } from '../src/census/census-types.ts';
import { compareCensuses } from '../src/census/compare-censuses.ts';
import { parseCensus } from '../src/census/parse-census.ts';
import { departuresOf } from '../src/census/rounds-correctly.ts';
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

/** The adapters that this project is tested on. */
const OWN = [
  'chromium-swiftshader',
  'deno-lavapipe',
  'deno-swiftshader',
  'firefox-lavapipe',
  'node-swiftshader',
];

test('what docs/census.md says of the adapters of this project is what their files say', () => {
  for (const name of OWN) {
    const census = read(`${name}.json`);
    const { rounding, order, subnormals } = departuresOf(census);
    expect([name, rounding]).toEqual([name, []]);
    expect(order.length).toBeGreaterThan(0);
    expect(subnormals.length > 0).toBe(name.endsWith('swiftshader'));
    expect(census.portable).toEqual({ holds: true });
    expect(order.includes('sum and literal')).toBe(name.endsWith('lavapipe'));
    const { nearest, cases } = census.functions.find(({ id }) => id === 'exp')!;
    expect((100 * nearest) / cases).toBeCloseTo(5, 0);
  }
  const [chromium, wgpu, , firefox, node] = OWN.map((name) => read(`${name}.json`));
  expect([compareCensuses(chromium, node), compareCensuses(firefox, wgpu)]).toEqual([[], []]);
  const { order, subnormals } = departuresOf(read('node-cpu.json'));
  expect([order, subnormals]).toEqual([[], []]);
});

test('the CPU engine answers as its file says, and every file was asked its questions', async () => {
  const file = read('node-cpu.json');
  const { runtime, on, adapter } = file;
  expect(compareCensuses(await takeHostCensus(adapter, { runtime, on }), file)).toEqual([]);
  for (const other of files) expect(idsOf(read(other))).toEqual(idsOf(file));
});
