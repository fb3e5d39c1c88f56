import { expect, test } from 'vitest';
import { CpuEngine } from '../engines/cpu/cpu.ts';
import { syntheticOf } from '../model/testing/synthetic.ts';
import { CHECKPOINT, look, twoArms } from '../studies/microscope/testing/looked.ts';
import { lookLines } from './look.ts';

test('a name longer than most moves no column of the map', async () => {
  const looked = await look(twoArms('variant'), 1);
  const { diff } = looked.look;
  const outputs = diff.outputs.map((each) =>
    each.name === 'swiglu' ? ({ ...each, name: 'qkv_bias' } as const) : each,
  );
  const named = { ...looked, look: { ...looked.look, diff: { ...diff, outputs } } };
  const lines = lookLines(named, new CpuEngine());
  const header = lines.find((line) => line.startsWith('layer'))!;
  const row = lines.find((line) => line.startsWith('biased q, k and v projection'))!;
  expect(row).toHaveLength(header.length);
});

test('a gate is called what the model does with it', async () => {
  const gated = (gate?: 'gelu_tanh') =>
    syntheticOf({ ...CHECKPOINT.config, ...(gate && { gate }) }, { seed: 3, dtype: 'F32' });
  const wordsOf = async (gate?: 'gelu_tanh') => {
    const engine = new CpuEngine();
    const looked = await look(twoArms('variant'), 1, engine, gated(gate));
    return lookLines(looked, engine).join('\n');
  };
  const [gelu, silu] = [await wordsOf('gelu_tanh'), await wordsOf()];
  expect([/^GeGLU /m.test(gelu), gelu.includes('SwiGLU')]).toEqual([true, false]);
  expect([/^SwiGLU /m.test(silu), silu.includes('GeGLU')]).toEqual([true, false]);
});
