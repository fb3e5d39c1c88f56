import { describe, expect, test } from 'vitest';
import { printed } from '../../lab/load/testing/printed.ts';
import { bakedCouplings, measuredToBake } from './bake-couplings.node.ts';
import { BAKED_COUPLINGS } from './baked-couplings.ts';
import { type CouplingCell, WAYS } from './coupling-report.ts';
import { MECHANISMS } from './mechanisms.ts';

/** Rows whose control shares prefixes, and finds more or fewer as others say something else. */
const SHARING = ['cascade-variant', 'cascade-invariant'];

/** The tables of docs/load.md, and that the figures which ship with the page are found again, every cell of them. */
describe.each(BAKED_COUPLINGS)('the coupling matrix of $words on the CPU engine', (which) => {
  test('is found again', async () => {
    const report = await measuredToBake(which);
    const words = (cell: CouplingCell) => ('cannot' in cell ? '-' : `${cell.effect} (${cell.control})`);
    printed(
      `coupling matrix, ${which.words}`,
      report.rows.map(({ id, cells }) => ({
        mechanism: MECHANISMS.find((each) => each.id === id)!.name,
        ...Object.fromEntries(WAYS.map((way) => [way, words(cells[way])])),
      })),
    );
    expect(report.rows).toEqual(bakedCouplings(which).rows);
    // Of the same tokens in the same places, what others say is nothing without a mechanism that computes over it.
    for (const { id, cells } of report.rows) {
      const time = SHARING.includes(id) ? ['time', 'bits'] : [];
      // The control of a scale for each row is the one scale for all, and that of widths by row the choice for all.
      const all = ['scale-per-row', 'widths-row'].includes(id) ? ['bits', 'tokens', 'pass rate'] : [];
      if (!('cannot' in cells.content))
        expect(['nothing', ...time, ...all], id).toContain(cells.content.control);
    }
  });
});
