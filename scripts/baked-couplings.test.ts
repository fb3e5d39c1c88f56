import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeLink } from '../src/experiment/link.ts';
import { randomModel } from '../src/model/random-model.ts';
import {
  bakedCouplings,
  bakedFiguresPath,
  measuredToBake,
} from '../src/studies/couplings/bake-couplings.node.ts';
import { BAKED_COUPLINGS } from '../src/studies/couplings/baked-couplings.ts';
import { figuresAlone, WAYS } from '../src/studies/couplings/coupling-report.ts';
import { MECHANISMS } from '../src/studies/couplings/mechanisms.ts';

const STALE =
  'a coupling matrix that ships with the page is of other mechanisms or another model: npm run bake:couplings';

/** Rows that between them go through each way of judging. */
const AGAIN: Readonly<Record<string, readonly string[]>> = {
  nano: ['batching-variant', 'admission', 'expert-capacity'],
  'random-nano': ['batching-variant', 'speculation-model'],
  'pico-moe': ['expert-capacity'],
};
/** Rows that a model cannot have. */
const WITHOUT: Readonly<Record<string, readonly string[]>> = {
  nano: ['expert-capacity'],
  'random-nano': ['speculation-model', 'speculation-rejection', 'expert-capacity'],
  'pico-moe': ['scale-per-tensor', 'scale-per-row', 'widths-batch', 'widths-row'],
};

describe.each(BAKED_COUPLINGS)('the coupling matrix of $words that ships with the page', (which) => {
  const baked = bakedCouplings(which);

  it('has the mechanisms of the code, in their order', () => {
    expect(
      baked.rows.map(({ id }) => id),
      STALE,
    ).toEqual(MECHANISMS.map(({ id }) => id));
  });

  it('is of today’s weights', () => {
    const { model } = which;
    const hash = () =>
      model === 'random:nano'
        ? randomModel(model).checkpoint.hash
        : `sha256:${createHash('sha256')
            .update(readFileSync(`public/models/${model}/model.safetensors`))
            .digest('hex')}`;
    expect(baked.model, STALE).toEqual({ name: model, hash: hash() });
  });

  it('measures every cell but those of what the model cannot do, and says of these why', () => {
    const without = baked.rows.filter(({ cells }) => WAYS.every((way) => 'cannot' in cells[way]));
    expect(without.map(({ id }) => id)).toEqual(WITHOUT[which.file]);
    const some = baked.rows.filter(({ cells }) => WAYS.some((way) => 'cannot' in cells[way]));
    expect(some).toEqual(without);
  });

  it('has right answers where there are tasks, else says that none were asked', () => {
    const asked = which.model !== 'random:nano';
    for (const { cells } of baked.rows)
      for (const cell of Object.values(cells))
        if (!('cannot' in cell) && cell.effect === 'pass rate') expect(asked && cell.passed).toBeTruthy();
    expect(baked.notes.some((note) => note.startsWith('Pass rates cannot be measured here'))).toBe(!asked);
  });

  it('ships its figures by themselves too, which are those with links', () => {
    expect(JSON.parse(readFileSync(bakedFiguresPath(which), 'utf8')), STALE).toEqual(figuresAlone(baked));
  });

  it('has in each cell the link of an experiment: an arm, another of that company, and both without the mechanism', () => {
    for (const { cells } of baked.rows)
      for (const way of WAYS) {
        const cell = cells[way];
        if ('cannot' in cell) continue;
        const { experiment } = decodeLink(cell.link);
        expect(experiment.model.name).toBe(which.model);
        expect(experiment.arms.map(({ name }) => name)).toEqual([
          ...['before', `other ${way}`, 'before; control', `other ${way}; control`],
        ]);
      }
  });

  it('has what is measured today', async () => {
    const mechanisms = MECHANISMS.filter(({ id }) => AGAIN[which.file].includes(id));
    const now = await measuredToBake(which, { mechanisms });
    expect(now.rows, STALE).toEqual(baked.rows.filter(({ id }) => AGAIN[which.file].includes(id)));
  });
});
