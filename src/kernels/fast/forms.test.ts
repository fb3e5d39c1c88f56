import { expect, test } from 'vitest';
import { create, globals } from 'webgpu';
import { compileKernel, type KernelSource } from '../../gpu/kernel.ts';
import { tuningFor } from '../../gpu/tuning.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { shapeConfig } from '../testing/shapes.ts';
import { fastFormsFor } from './forms.ts';

/** Heads of 64 of which three share a KV head, as SmolLM-135M's, and eight that share one. */
const CONFIGS = [
  { ...shapeConfig({ heads: 9, kvHeads: 3, headDim: 64 }), intermediateSize: 1536 },
  { ...shapeConfig({ heads: 8, kvHeads: 1, headDim: 128 }), intermediateSize: 8192 },
];
const PLAN = {
  operation: 'matmul',
  rule: 'none',
  terms: 0,
  lanes: 4,
  laneTree: 'adjacent',
  chunks: [],
} as const;

function sourcesOf(config: ModelConfig, software: boolean, subgroup: number): KernelSource[] {
  const forms = fastFormsFor(tuningFor(software), subgroup);
  const dtypes = { activations: 'bf16', weights: 'bf16' } as const;
  const products = [1, 2, 3, 8, 9, 65].flatMap((rows) =>
    [config.hiddenSize, config.intermediateSize].map((terms) => {
      const product = { rows, columns: 960, groups: terms / 4, quads: 240 };
      return forms.matmul(PLAN, product).source(dtypes);
    }),
  );
  const { activations } = dtypes;
  const attention = forms.attention(config).sources({ activations }, config).values();
  return [...products, forms.addNorm(64, 1, config).source({ activations }), ...attention];
}

// Dawn's null backend compiles as its others do and runs nothing: subgroups of a size that no software adapter has.
test.each([1, 4, 32, 64])(
  'every form compiles for subgroups of %i, within the limits that all adapters have',
  async (size) => {
    Object.assign(globalThis, globals);
    const instance = create(['backend=null']);
    const adapter = await instance.requestAdapter();
    expect(adapter?.features.has('subgroups')).toBe(true);
    const device = await adapter!.requestDevice({ requiredFeatures: ['subgroups'] });
    for (const config of CONFIGS) {
      for (const software of [false, true]) {
        for (const source of sourcesOf(config, software, size)) {
          await expect(compileKernel(device, source), source.label).resolves.toMatchObject({
            label: source.label,
          });
        }
      }
    }
    device.destroy();
  },
);
