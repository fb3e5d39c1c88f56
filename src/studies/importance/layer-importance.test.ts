import { describe, expect, it } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { widened } from '../../engines/testing/widened.ts';
import { idModel } from '../../lab/testing/fake-engine.ts';
import { ODD_SHAPE, syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { layerImportance } from './layer-importance.ts';

const checkpoint = syntheticCheckpoint({ ...ODD_SHAPE, layers: 3 }, { seed: 3, dtype: 'BF16' });
/** A text is as many tokens as it has characters. */
const tokenizer = {
  ...idModel().tokenizer,
  encode: (text: string) => Array.from(text, (character) => character.charCodeAt(0) % 101),
};

const measure = (of = checkpoint, changes: Partial<Parameters<typeof layerImportance>[0]> = {}) =>
  layerImportance({
    ...{ model: { ...idModel(), checkpoint: of, tokenizer }, engine: openCpuEngine() },
    ...{ to: 'q4' as const, activations: 'f32' as const, prompts: ['abc', 'defgh'], tokens: 6 },
    ...changes,
  });

describe('what a layer costs in a smaller format', () => {
  it('is measured layer by layer, the least important first', async () => {
    const { layers, order, positions, all } = await measure();
    expect(positions).toBe(12);
    expect(layers.map(({ layer }) => layer)).toEqual([0, 1, 2]);
    for (const { meanKl, mostKl } of layers) {
      expect(meanKl).toBeGreaterThan(0);
      expect(mostKl).toBeGreaterThanOrEqual(meanKl);
    }
    const costs = order.map((layer) => layers[layer].meanKl);
    expect(costs).toEqual(costs.toSorted((a, b) => a - b));
    expect(all.meanKl).toBeGreaterThan(Math.min(...costs));
  });

  it('is nothing of layers that hold those very values, and they come first', async () => {
    const { layers, order, all } = await measure(widened(checkpoint, 'q4', [1]));
    expect(layers[1]).toEqual({ layer: 1, meanKl: 0, mostKl: 0, flips: 0 });
    expect(order[0]).toBe(1);
    expect(all.meanKl).toBeGreaterThan(0);
  });

  it('tells how far it is, and ends with the reason of its signal', async () => {
    const seen: number[] = [];
    const controller = new AbortController();
    const onProgress = (done: number, total: number) => {
      seen.push(done / total);
      controller.abort(new Error('enough'));
    };
    await expect(measure(checkpoint, { onProgress, signal: controller.signal })).rejects.toThrow('enough');
    expect(seen).toEqual([0.5]);
  });

  it('refuses answers beyond the positions of the model', async () => {
    const { maxPositions } = checkpoint.config;
    await expect(measure(checkpoint, { tokens: maxPositions })).rejects.toThrow(
      `the model has ${maxPositions} positions`,
    );
  });
});
