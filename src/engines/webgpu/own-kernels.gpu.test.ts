import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import addNorm from '../../../shaders/add_norm.wgsl?raw';
import attention from '../../../shaders/attention.wgsl?raw';
import row from '../../../shaders/matmul_row.wgsl?raw';
import tile from '../../../shaders/matmul_tile.wgsl?raw';
import { type OwnKernels, SHADER_FILES, type ShaderFile, shaderHash } from '../../experiment/shaders.ts';
import type { Gpu } from '../../gpu/device.ts';
import { openNodeGpu } from '../../gpu/open-gpu.node.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { ODD_SHAPE, syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import { blocksFor } from '../../steps/kv-blocks.ts';
import type { StepSlice } from '../../steps/step-plan.ts';
import { armSpec, setsOf, stepSample } from '../../steps/testing/arms.ts';
import { inCompany } from '../../steps/testing/company.ts';
import type { DeviceModel } from './device-model.ts';
import { WebGpuEngine } from './webgpu-engine.ts';

/** Several chunks in every product, several splits of keys, and a lane tree in every norm. */
const CHECKPOINT = syntheticCheckpoint(ODD_SHAPE, { seed: 3, dtype: 'BF16' });
const PROMPT = Array.from({ length: 71 }, (_, i) => (i * 37 + 11) % 101);
const BLOCKS = Array.from({ length: blocksFor(PROMPT.length) }, (_, block) => block);
const slice: StepSlice = { request: 'probe', start: 0, tokens: PROMPT, blocks: BLOCKS, sample: 'last' };
const mates = { rows: 79, place: 0.5, shapes: 1, contents: 1, vocabSize: 101, firstBlock: 16 };

const ORIGINALS: Readonly<Record<ShaderFile, string>> = {
  ...{ matmul_row: row, matmul_tile: tile, add_norm: addNorm, attention },
};

const ownOf = (like: ShaderFile, source: string): OwnKernels => ({
  [SHADER_FILES[like]]: { name: 'mine', like, source, hash: shaderHash(like, source) },
});

type Logits = [alone: Float32Array, company: Float32Array];

function changed(text: string, from: string, to: string): string {
  expect(text).toContain(from);
  return text.replace(from, to);
}

await describeOnGpu('kernels of one’s own', (gpu) => {
  let apart: Gpu;
  let engine: WebGpuEngine;
  let model: DeviceModel;
  let ours: Logits;
  const refused = new Set<string>();

  beforeAll(async () => {
    apart = await openNodeGpu();
    const host = {
      open: () => Promise.resolve(apart),
      allows: ({ hash }: { hash: string }) => !refused.has(hash),
    };
    engine = new WebGpuEngine(gpu, host);
    model = engine.load(CHECKPOINT);
    ours = await logitsWith();
  });
  afterAll(() => {
    engine.destroy();
    apart.device.destroy();
  });

  /** The probe's logits after its prompt, alone and in company. */
  async function logitsWith(own?: OwnKernels): Promise<Logits> {
    const arm = await model.openArm(armSpec({ kernels: setsOf('invariant'), ...(own && { own }) }));
    try {
      const alone = (await stepSample(arm, 'probe', slice)).logits;
      const company = (await stepSample(arm, 'probe', ...inCompany(slice, mates))).logits;
      return [alone, company];
    } finally {
      arm.destroy();
    }
  }

  const differing = ([a, b]: Logits, [c, d]: Logits) => [countDifferingBits(a, c), countDifferingBits(b, d)];

  test.each(Object.keys(ORIGINALS) as ShaderFile[])(
    'a copy of %s gives its bits, on another device and behind guards',
    async (like) => {
      expect(differing(await logitsWith(ownOf(like, ORIGINALS[like])), ours)).toEqual([0, 0]);
    },
  );

  test('a text that follows M gives other bits, and company changes them', async () => {
    const source = changed(
      row,
      'let sum = sum_columns(acc);',
      'let sum = sum_columns(acc) * select(1.0, 1.0001, params.rows > 71u);',
    );
    const [alone, company] = await logitsWith(ownOf('matmul_row', source));
    expect(countDifferingBits(alone, ours[0])).toBe(0);
    expect(countDifferingBits(company, alone)).toBeGreaterThan(0);
  });

  describe('what must not go wrong', () => {
    test('an endless loop ends by itself, is named with its line, and the engine goes on', async () => {
      const source = changed(
        row,
        'partials[(id.z',
        'loop { if (params.rows == 0u) { break; } }\n  partials[(id.z',
      );
      const line = source.split('\n').findIndex((each) => each.includes('loop {')) + 1;
      await expect(logitsWith(ownOf('matmul_row', source))).rejects.toThrow(
        new RegExp(`^arm .*: own kernel mine \\(matmul\\): stopped at M = 71 in the loop at line ${line}: `),
      );
      expect(differing(await logitsWith(), ours)).toEqual([0, 0]);
    });

    test('a text that does not compile, or binds otherwise than its file, is refused with its line', async () => {
      const broken = ownOf('add_norm', changed(addNorm, 'let row = source_rows', 'let row = nobody'));
      await expect(logitsWith(broken)).rejects.toThrow(
        /own kernel mine \(rmsnorm\): line \d+, column \d+: .*nobody/,
      );
      const other = ownOf(
        'attention',
        '@group(0) @binding(0) var<storage, read_write> y: array<u32>;\n@compute @workgroup_size(1)\nfn main() { y[0] = 1u; }',
      );
      await expect(logitsWith(other)).rejects.toThrow(/own kernel mine \(attention\): /);
    });

    test('nobody’s yes, no run', async () => {
      const own = ownOf('matmul_tile', `${tile}\n// another`);
      refused.add(own.matmul!.hash);
      await expect(logitsWith(own)).rejects.toThrow('nobody here has said that its text may run');
      await expect(new WebGpuEngine(gpu).load(CHECKPOINT).openArm(armSpec({ own }))).rejects.toThrow(
        'nobody here',
      );
    });
  });
});
