import { expect, it } from 'vitest';
import { bakedCouplings } from './bake-couplings.node.ts';
import { BAKED_COUPLINGS } from './baked-couplings.ts';
import { parseCouplings } from './report-schema.ts';

it('reads the reports that ship with the page, every cell of them', () => {
  for (const baked of BAKED_COUPLINGS) {
    const report = bakedCouplings(baked);
    expect(parseCouplings(report, 'a.json').rows).toEqual(report.rows);
  }
});

it('refuses another file, by its name and the place in it', () => {
  const report = bakedCouplings(BAKED_COUPLINGS[0]);
  const refused = (value: unknown) => () => parseCouplings(value, 'a.json');
  expect(refused({ ...report, rows: [{ id: 'x' }] })).toThrow(
    /^a\.json: expected a report of lab couplings, found at rows\.0\.cells: /,
  );
  expect(refused(null)).toThrow(
    /^a\.json: expected a report of lab couplings, found at its top: expected an object, found null$/,
  );
  expect(refused({ ...report, version: 2 })).toThrow(/found at version: expected 1, found 2$/);
});
