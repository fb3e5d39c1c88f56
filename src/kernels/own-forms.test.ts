import { expect, it } from 'vitest';
import { shaderHash } from '../experiment/shaders.ts';
import { tuningFor } from '../gpu/tuning.ts';
import { SHAPES } from '../model/shapes.ts';
import { MOST_WORK } from '../wgsl/work-budget.ts';
import { ownForms } from './own-forms.ts';

it.each([512, 8192, 131_072])('gives a kernel a budget that a u32 holds, at %s keys', (maxContext) => {
  const kernel = {
    name: 'mine',
    like: 'attention',
    source: 'x',
    hash: shaderHash('attention', 'x'),
  } as const;
  const { config } = SHAPES['llama-3.2-1b'];
  const forms = ownForms({ own: { attention: kernel }, config, maxContext, tuning: tuningFor(true) });
  const { edited } = forms.attention(config).sources({ activations: 'bf16' }, config).get('attention')!;
  expect(edited!.work).toBeGreaterThan(0);
  expect(edited!.work).toBeLessThanOrEqual(MOST_WORK);
});
