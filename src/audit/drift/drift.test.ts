import { expect, test } from 'vitest';
import { createRandom } from '../../experiment/random.ts';
import { DOUBLED, demonstrate, NOTHING } from './demonstration.ts';
import { driftReport, hasAlarm } from './drift.ts';
import type { ColumnDrift, DriftReport } from './drift-report.ts';
import { tableOf } from './testing/tables.ts';

/** A CSV of one column. */
const csv = (rows: number, cell: (i: number) => string | number) =>
  tableOf('t.csv', `x\n${Array.from({ length: rows }, (_, i) => `"${cell(i)}"`).join('\n')}`);
const of = (report: DriftReport, name = 'x'): ColumnDrift =>
  report.columns.find((each) => each.name === name)!;

test.each<
  readonly [
    string,
    (i: number) => string | number,
    (i: number) => string | number,
    string,
    string,
    readonly string[],
  ]
>([
  [
    'an integer with a blank',
    (i) => i,
    (i) => (i === 8 ? '8 ' : i),
    'integer',
    'integer, 0.33 % number with blanks',
    ['8 '],
  ],
  [
    'another precision',
    (i) => (i + 0.25).toFixed(2),
    (i) => (i + 0.25).toFixed(4),
    'float to 2 decimals',
    'float to 4 decimals',
    ['0.2500', '1.2500', '2.2500'],
  ],
  [
    'f32 that were f64',
    (i) => Math.sqrt(i + 2),
    (i) => Number(Math.fround(Math.sqrt(i + 2)).toPrecision(9)),
    'float of up to 17 digits',
    'float of up to 9 digits',
    ['1.41421354', '1.73205078', '2.23606801'],
  ],
  [
    'leading zeros',
    (i) => i + 10,
    (i) => `0${i + 10}`,
    'integer',
    'number with leading zeros',
    ['010', '011', '012'],
  ],
  [
    'words among numbers',
    (i) => i,
    (i) => (i < 3 ? 'unknown' : i),
    'integer',
    'integer, 1 % text',
    ['unknown'],
  ],
])('type: %s', async (_, before, now, reference, current, examples) => {
  // Squares are left out, since their roots are integers.
  const square = (i: number) => Number.isInteger(Math.sqrt(i + 2));
  const places = Array.from({ length: 320 }, (_each, i) => i)
    .filter((i) => !square(i))
    .slice(0, 300);
  const found = of(
    driftReport(await csv(300, (i) => before(places[i])), await csv(300, (i) => now(places[i]))),
  );
  expect(found.type.reference).toBe(reference);
  expect(found.type.current).toContain(current.split(',')[0]);
  expect(found.type.changed).toBe(true);
  expect(found.alarms).toContain('type');
  expect(found.type.examples.every((each) => typeof each === 'string')).toBe(true);
  expect(found.type.examples[0]).toBe(examples[0]);
});

test('a rare integer among floats may stay away by chance, a common one not', async () => {
  const mixed = (every: number) => csv(1000, (i) => (i % every === 0 ? 3 : (i + 0.5).toFixed(1)));
  const floats = await csv(1000, (i) => (i + 0.5).toFixed(1));
  expect(of(driftReport(await mixed(500), floats)).type.changed).toBe(false);
  expect(of(driftReport(await mixed(5), floats)).type.changed).toBe(true);
});

test('a column that is gone, and one that is new', async () => {
  const report = driftReport(
    await tableOf('a.csv', 'a,b\n1,2\n3,4\n'),
    await tableOf('b.csv', 'b,c\n1,2\n3,4\n'),
  );
  expect(of(report, 'a').type).toMatchObject({ reference: 'integer', current: 'absent', changed: true });
  expect(of(report, 'c').type).toMatchObject({
    reference: 'absent',
    current: 'integer',
    examples: ['2', '4'],
  });
  expect(of(report, 'b').alarms).toEqual([]);
});

test('the shape of the report: with the fields that are promised, all of it JSON', async () => {
  const report = driftReport(await csv(50, (i) => i), await csv(50, (i) => i + 100));
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  expect(of(report)).toMatchObject({
    ...{ name: 'x', type: { reference: 'integer', current: 'integer', changed: false, examples: [] } },
    ...{ nulls: { reference: 0, current: 0 }, z: { z: expect.any(Number), alarm: true } },
    ks: { d: 1, p: expect.any(Number), alarm: true },
    ...{ chi2: expect.any(Number), psi: expect.any(Number), wasserstein: 100, castingMs: expect.any(Number) },
    mean: { reference: 24.5, current: 124.5 },
  });
  expect(report.multiplicity).toMatchObject({ method: 'holm', tests: 2, alarms: 2, zTests: 1, zAlarms: 1 });
  expect(hasAlarm(report)).toBe(true);
  expect(
    hasAlarm(driftReport(await csv(50, (i) => i), await csv(50, (i) => i), { detectors: ['type'] })),
  ).toBe(false);
});

test('the more windows, the less p alarms: one family over all of them', async () => {
  const random = createRandom(5);
  const window = (shift: number) => csv(200, () => shift + (random.below(1000) + random.below(1000)) / 100);
  const [reference, moved] = [await window(0), await window(2)];
  const alone = of(driftReport(reference, moved)).ks;
  const quiet = await Promise.all(Array.from({ length: 12 }, () => window(0)));
  const among = driftReport(reference, [moved, ...quiet]);
  expect(alone.alarm).toBe(true);
  expect(of(among).ks.p).toBe(alone.p);
  expect(of(among).ks.corrected).toBeGreaterThan(alone.corrected! * 5);
  expect(among.multiplicity.tests).toBe(26);
});

test('texts by chi-square: exact of a few values, by hash of many, and null where nothing is to compare', async () => {
  const few = of(driftReport(await csv(400, (i) => 'ab'[i % 2]), await csv(400, (i) => 'aab'[i % 3])));
  // scipy 1.17.1, chi2_contingency([[200, 200], [267, 133]], correction=False)
  expect(few.chi2).toBeCloseTo(23.0929, 4);
  expect(few.chi2Test).toMatchObject({ df: 1, over: 'values', alarm: true });
  const ids = (from: number) => csv(5000, (i) => `id-${from + i}`);
  const many = of(driftReport(await ids(0), await ids(1_000_000)));
  expect(many.chi2Test.over).toBe('hashes');
  const times = of(
    driftReport(await csv(9, (i) => `2026-01-0${i + 1}`), await csv(9, (i) => `2026-02-0${i + 1}`)),
  );
  expect(times).toMatchObject({ chi2: null, psi: null, alarms: [] });
  const nulls = of(driftReport(await csv(400, (i) => (i % 4 === 0 ? '' : i)), await csv(400, (i) => i)));
  expect(nulls.nulls).toMatchObject({ reference: 0.25, current: 0, alarm: true });
});

test('under no change chi-square over deciles of the reference alarms as often as it says', async () => {
  const random = createRandom(11);
  const draw = () => csv(300, () => random.next());
  let below = 0;
  for (let i = 0; i < 200; i++) if (of(driftReport(await draw(), await draw())).chi2Test.p! <= 0.1) below++;
  // 20 are expected; beyond 34 or below 8 is less than one in a thousand.
  expect(below).toBeGreaterThan(7);
  expect(below).toBeLessThan(35);
});

test('the article’s detector misses a doubled variance, and where nothing changed nothing alarms', async () => {
  const { report, doubled } = await demonstrate(1, 60_000, async () => undefined);
  expect(doubled.z).toBeLessThan(0.1);
  expect(doubled.ks).toBeGreaterThan(0.9);
  expect(of(report, DOUBLED)).toMatchObject({ z: { alarm: false }, ks: { alarm: true } });
  expect(of(report, DOUBLED).alarms).toContain('psi');
  expect(of(report, NOTHING).alarms).toEqual([]);
  expect(of(report, NOTHING).ks.error).toBeGreaterThan(0);
});
