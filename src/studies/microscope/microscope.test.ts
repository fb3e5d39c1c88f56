import { describe, expect, test } from 'vitest';
import { CpuEngine } from '../../engines/cpu/cpu.ts';
import { decoderCheckpoint, oddConfig } from '../../engines/testing/decoder-checkpoint.ts';
import { f32Bits } from '../../numerics/bits.ts';
import { cellReport } from './cell.ts';
import { elementReport, isSum, type SumElement } from './element.ts';
import { outputOf } from './outputs.ts';
import { look, plantedEngine, twoArms } from './testing/looked.ts';

describe('looking into a step of a pair', () => {
  test('finds a planted difference: its layer, operation and element, and that no plan explains it', async () => {
    const looked = await look(twoArms('invariant'), 0, plantedEngine({ layer: 1, element: 5 }));
    expect(looked.look.first).toMatchObject({
      layer: 1,
      name: 'down',
      element: 5,
      differing: 1,
      cause: 'open',
    });
    expect(cellReport(looked, { layer: 1, name: 'down' }).differing.map(({ element }) => element)).toEqual([
      5,
    ]);
    expect(looked.look.origin).toEqual(looked.look.first);
    expect(looked.look.plansDiffer).toEqual([]);
    const { sides } = elementReport(looked, { layer: 1, name: 'down', element: 5 }) as SumElement;
    // The planted arm's trace does not follow from the weights of the model: a mismatch is shown as one.
    expect([sides.a.check.equal, sides.b.check.equal]).toEqual([true, false]);
  });

  test('a difference that is planted in a lower layer reaches later tokens through the cache too', async () => {
    const experiment = twoArms('invariant');
    const { look: at } = await look(experiment, 3, plantedEngine({ layer: 0, element: 5 }, 1e-3));
    expect(at.firstDifference).toBe(0);
    // The changed weight moves layer 0's own output only; layer 0 is the same for every row, layer 1 reads what differs.
    expect(at.first).toMatchObject({ layer: 0, name: 'down' });
    const { look: clean } = await look(experiment, 3);
    expect(clean.first).toBeNull();
    expect(clean.plansDiffer).toEqual([]);
  });

  test('under the variant kernels the plan is to blame, and every sum follows from its terms', async () => {
    const looked = await look(twoArms('variant'), 2);
    const { first, plansDiffer, a, b } = looked.look;
    expect(first!.cause).toBe('plan');
    expect(plansDiffer).toContain('qkv');
    expect([a.rows, b.rows]).toEqual([1, 2]);
    for (const { layer, name } of looked.look.diff.outputs) {
      const report = elementReport(looked, { layer, name, element: 1 });
      if ('rounds' in report) expect(report.rounds, `${layer} ${name}`).toEqual({ a: true, b: true });
      if (!isSum(report)) continue;
      for (const side of [report.sides.a, report.sides.b])
        expect(f32Bits(side.check.replayed), `${layer} ${name}`).toBe(f32Bits(side.check.given));
    }
    const { sides, termsDiffering } = elementReport(looked, first!) as SumElement;
    expect(termsDiffering).toBe(0);
    expect(sides.a.tree.root.value).not.toBe(sides.b.tree.root.value);
  });

  test('of a model with scales, norms behind and windows, every sum and rounding follows too, and local layers have their own keys', async () => {
    const attention = [
      { rope: 'main', window: 4 },
      { rope: 'none', window: null },
    ] as const;
    const config = oddConfig({
      ...{
        attention,
        norms: 'around',
        qkNorm: 'projection',
        gate: 'gelu_tanh',
        mlpBias: true,
        outBias: true,
      },
      ...{ embeddingScale: 3.3, residualScale: 0.3, attentionScale: 0.2 },
    });
    const checkpoint = decoderCheckpoint(config, 3, 'F32');
    const looked = await look(twoArms('variant', 'bf16'), 4, new CpuEngine(), checkpoint);
    expect(looked.look.first).not.toBeNull();
    for (const { layer, name } of looked.look.diff.outputs) {
      const report = elementReport(looked, { layer, name, element: 13 });
      if ('rounds' in report) expect(report.rounds, `${layer} ${name}`).toEqual({ a: true, b: true });
      if (!isSum(report)) continue;
      for (const side of [report.sides.a, report.sides.b])
        expect(f32Bits(side.check.replayed), `${layer} ${name}`).toBe(f32Bits(side.check.given));
    }
    const spans = [0, 1].map((layer) => {
      const report = elementReport(looked, { layer, name: 'attention', element: 0 });
      if (report.kind !== 'attention') throw new Error(report.kind);
      return [report.splits.b[0].start, report.splits.b.at(-1)!.end];
    });
    expect(spans).toEqual([
      [3, 7],
      [0, 7],
    ]);
  });

  test('past a fork B answers on the tokens of A', async () => {
    const looked = await look(twoArms('variant'), 5, plantedEngine({ layer: 1, element: 5 }, 9));
    expect(looked.look.fork).not.toBeNull();
    expect(looked.look.fork!).toBeLessThan(5);
    expect(looked.look.forced).toBe(true);
    const embedded = [looked.a, looked.b].map((trace) => outputOf(trace, null, 'embed').values);
    expect(embedded[0]).toEqual(embedded[1]);
  });

  test('arms of different dtypes are told apart from arms that add in another order', async () => {
    const looked = await look(twoArms('invariant', 'f32', 'bf16'), 0);
    expect(looked.look.first!.cause).toBe('arms');
    expect(looked.look.first!.name).toBe('embed');
  });

  test('a token that the run has not is refused', async () => {
    await expect(look(twoArms('invariant'), 6)).rejects.toThrow('p has tokens 0 to 5 in alone, not 6');
  });

  test('differing elements of a cell are those of the diff', async () => {
    const looked = await look(twoArms('variant', 'bf16'), 2);
    for (const { layer, name, differing, firstElement, maxUlp } of looked.look.diff.outputs) {
      const cell = cellReport(looked, { layer, name });
      expect(cell.differing).toHaveLength(differing);
      expect(cell.differing[0]?.element ?? null).toBe(firstElement);
      expect(Math.max(0, ...cell.differing.map(({ ulp }) => ulp ?? 0))).toBe(maxUlp);
    }
  });
});
