import { expect, test } from 'vitest';
import { smallGguf } from '../../model/gguf/testing/small-models.ts';
import { loadCheckpoint } from '../../model/load.ts';
import { memoryFiles } from '../../model/testing/memory-files.ts';
import { CpuEngine } from '../cpu/cpu.ts';
import { openNodeOrtEngine } from './open-ort.node.ts';
import { BOUND, everyLogits, largestOf } from './testing/oracle.ts';

const fileOf = async (model: string, weights: 'f32' | 'f16' | 'q8' | 'q4') =>
  await loadCheckpoint(memoryFiles({ 'small.gguf': smallGguf(model, weights) }, true));

const FORMATS = ['f32', 'f16', 'q8', 'q4'] as const;

test.each([...FORMATS.map((weights) => ['one layer', weights] as const), ['gemma3', 'q8'] as const])(
  'a GGUF file, %s in %s: onnxruntime is within 1e-4 of the CPU engine, in both forms of its graph',
  async (model, weights) => {
    const checkpoint = await fileOf(model, weights);
    const ours = await everyLogits(new CpuEngine(), checkpoint);
    for (const form of ['fast', 'plain'] as const) {
      const engine = await openNodeOrtEngine(null, form);
      expect(largestOf(await everyLogits(engine, checkpoint), ours)).toBeLessThan(BOUND);
      engine.destroy();
    }
  },
);

test.each(['q8', 'q4'] as const)(
  'control: the file of %s is beyond the bound of the one in f32',
  async (weights) => {
    const of = async (format: 'f32' | typeof weights) =>
      await everyLogits(new CpuEngine(), await fileOf('one layer', format));
    expect(largestOf(await of(weights), await of('f32'))).toBeGreaterThan(10 * BOUND);
  },
);
