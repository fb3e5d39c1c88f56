import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeLink } from '../src/experiment/link.ts';
import { type CouplingReport, WAYS } from '../src/studies/couplings/coupling-report.ts';
import { MECHANISMS } from '../src/studies/couplings/mechanisms.ts';
import { measuredToBake } from './baked-couplings.ts';

const STALE =
  'the coupling matrix that ships with the page is of other mechanisms or another model: npm run bake:couplings';
const baked: CouplingReport = JSON.parse(readFileSync('public/examples/couplings.json', 'utf8'));

/** Rows that between them go through each way of judging. */
const AGAIN = ['batching-variant', 'admission', 'expert-capacity'];

describe('the coupling matrix that ships with the page', () => {
  it('has the mechanisms of the code, in their order', () => {
    expect(
      baked.rows.map(({ id }) => id),
      STALE,
    ).toEqual(MECHANISMS.map(({ id }) => id));
  });

  it('is of the shipped model', () => {
    const weights = readFileSync('public/models/nano/model.safetensors');
    expect(baked.model.hash, STALE).toBe(`sha256:${createHash('sha256').update(weights).digest('hex')}`);
  });

  it('measures every cell but those of experts, of which nano has none', () => {
    const without = baked.rows.filter(({ cells }) => WAYS.some((way) => 'cannot' in cells[way]));
    expect(without.map(({ id }) => id)).toEqual(['expert-capacity']);
  });

  it('has in each cell the link of an experiment: an arm, another of that company, and both without the mechanism', () => {
    for (const { cells } of baked.rows)
      for (const way of WAYS) {
        const cell = cells[way];
        if ('cannot' in cell) continue;
        expect(decodeLink(cell.link).experiment.arms.map(({ name }) => name)).toEqual([
          ...['before', `other ${way}`, 'before; control', `other ${way}; control`],
        ]);
      }
  });

  it('has what is measured today', async () => {
    const mechanisms = MECHANISMS.filter(({ id }) => AGAIN.includes(id));
    const now = await measuredToBake({ mechanisms });
    expect(now.rows, STALE).toEqual(baked.rows.filter(({ id }) => AGAIN.includes(id)));
  });
});
