import { expect, test } from 'vitest';
import { DOUBLED, demonstrate, MOVED, NOTHING } from './demonstration.ts';

// Prints the table of docs/audit.md.
test('among a million values the article’s detector alarms at a hundredth of a deviation, and distances do not', async () => {
  const { report, doubled } = await demonstrate(1, 1_000_000, async () => undefined);
  const of = (name: string) => report.columns.find((column) => column.name === name)!;
  for (const { name, z, ks, psi, wassersteinOfStd } of report.columns) {
    const figures = [
      z.z?.toFixed(2),
      z.alarm,
      ks.d?.toFixed(4),
      psi?.toFixed(5),
      wassersteinOfStd?.toFixed(3),
    ];
    process.stdout.write(`${[name, ...figures].join(' ')}
`);
  }
  process.stdout.write(`|z| > 3: ${doubled.z}, KS: ${doubled.ks}
`);
  expect(of(DOUBLED).z.alarm).toBe(false);
  expect(of(MOVED).z.alarm).toBe(true);
  expect(of(MOVED).alarms).toEqual(['z', 'ks', 'chi2']);
  expect(of(MOVED).psi).toBeLessThan(0.001);
  expect(of(MOVED).wassersteinOfStd).toBeLessThan(0.02);
  expect(of(NOTHING).alarms).toEqual([]);
});
