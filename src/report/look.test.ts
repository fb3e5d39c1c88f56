import { expect, test } from 'vitest';
import { CpuEngine } from '../engines/cpu/cpu.ts';
import { look, twoArms } from '../studies/microscope/testing/looked.ts';
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
