import { afterEach, expect, test, vi } from 'vitest';
import { deviceWait } from '../../gpu/device-wait.ts';
import { describeOnGpu } from '../../gpu/testing/describe-on-gpu.ts';
import { headColumns, packMatrix } from '../../kernels/pack.ts';
import { asWords } from '../../kernels/testing/layout.ts';
import { WEIGHT_FORMATS } from '../../kernels/weight-formats.ts';
import { packedBytes } from '../../kernels/weights/format.ts';
import { checkpointTensors } from '../../model/assemble.ts';
import type { Checkpoint } from '../../model/checkpoint.ts';
import { randomModel } from '../../model/random-model.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { PACKED_DTYPES, type PackedDtype } from '../../numerics/dtypes.ts';
import { wholeLogits } from '../../steps/step-output.ts';
import { armSpec, setsOf, stepOf } from '../../steps/testing/arms.ts';
import type { GpuMatrix } from './gpu-weights.ts';
import { WebGpuEngine } from './webgpu-engine.ts';
import { uploadWeights } from './weights.ts';

const SHAPE = { hiddenSize: 36, heads: 6, kvHeads: 3, headDim: 8, intermediateSize: 50, vocabSize: 101 };
const STORED = syntheticCheckpoint({ ...SHAPE, tiedHead: false }, { seed: 2, dtype: 'BF16' });
const RANDOM = randomModel('random:pico:1:7').checkpoint;
/** Cuts the larger matrices into two to seven. */
const SMALL = { largest: 4_096, pieces: 8, storage: 11 };
/** Of the smallest format. */
const SMALLER = { ...SMALL, largest: 2_048 };

await describeOnGpu('weights on the device', (gpu) => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  /** The words of a matrix, its buffers one after the other. The last one's size may be rounded up. */
  async function wordsOf({ buffers, dtype, groups, quads }: GpuMatrix): Promise<Uint32Array> {
    const size = buffers.reduce((sum, buffer) => sum + buffer.size, 0);
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const readback = gpu.device.createBuffer({ size, usage });
    const commands = gpu.device.createCommandEncoder();
    let at = 0;
    for (const buffer of buffers) {
      commands.copyBufferToBuffer(buffer, 0, readback, at, buffer.size);
      at += buffer.size;
    }
    gpu.device.queue.submit([commands.finish()]);
    await deviceWait(gpu, readback.mapAsync(GPUMapMode.READ));
    const bytes = packedBytes(WEIGHT_FORMATS[dtype].block, { groups, quads });
    const words = new Uint32Array(readback.getMappedRange().slice(0, bytes));
    readback.destroy();
    return words;
  }

  function packedOnHost({ config, layers, embedding }: Checkpoint, dtype: PackedDtype) {
    const { q, k, v, gate, up } = layers[0];
    const columns = {
      qkv: [q, k, v].flatMap((tensor) => headColumns(tensor, config.headDim)),
      gateUp: [gate, up].flatMap((tensor) => headColumns(tensor, config.intermediateSize)),
      embedding: headColumns(embedding, config.vocabSize),
    };
    const words = (part: keyof typeof columns) =>
      asWords(packMatrix(columns[part], config.hiddenSize, dtype).buffers[0]);
    return { qkv: words('qkv'), gateUp: words('gateUp'), embedding: words('embedding') };
  }

  const CASES = PACKED_DTYPES.flatMap((dtype) => [
    { dtype, of: 'stored', checkpoint: STORED, small: dtype === 'q4' ? SMALLER : SMALL, pieceBytes: 700 },
    {
      ...{ dtype, of: 'generated', checkpoint: RANDOM },
      ...{ small: { ...SMALL, largest: dtype === 'q4' ? 32_768 : 65_536 }, pieceBytes: 20_000 },
    },
  ]);

  test.each(CASES)(
    '$of ones in $dtype are what the host packs, in pieces and over buffers',
    async ({ dtype, checkpoint, small, pieceBytes }) => {
      const expected = packedOnHost(checkpoint, dtype);
      for (const limits of [undefined, small]) {
        const weights = await uploadWeights(gpu, checkpoint, dtype, { limits, pieceBytes });
        const [{ qkv, gateUp }] = weights.layers;
        if (limits) expect(weights.embedding.buffers.length).toBeGreaterThan(1);
        expect(await wordsOf(qkv)).toEqual(expected.qkv);
        expect(await wordsOf(gateUp)).toEqual(expected.gateUp);
        expect(await wordsOf(weights.embedding)).toEqual(expected.embedding);
        weights.destroy();
      }
      gpu.errors.check();
    },
  );

  test.each(['f32', 'bf16', 'q8', 'q4'] as const)(
    '%s matrices over several buffers give the bits of whole ones',
    async (weights) => {
      // Two or three buffers a matrix: a kernel that chooses among more takes a software adapter long to compile.
      const limits = { ...SMALL, largest: { f32: 8_192, bf16: 4_096, q8: 4_096, q4: 2_048 }[weights] };
      const engines = [new WebGpuEngine(gpu), new WebGpuEngine(gpu, undefined, limits)];
      // Products of one row, of one row with 16 lanes, and of many; what finds a unit is the same in every format.
      const steps = [['invariant', 1] as const, ['variant', 1] as const, ['variant', 12] as const];
      for (const [set, rows] of weights === 'f32' ? steps : steps.slice(0, 1)) {
        const tokens = Array.from({ length: rows }, (_, i) => (7 * i + 3) % SHAPE.vocabSize);
        const plan = stepOf({ request: 'a', start: 0, tokens, blocks: [0], sample: 'last' });
        const [whole, cut] = await Promise.all(
          engines.map(async (engine) => {
            const arm = await engine.load(STORED).openArm(armSpec({ kernels: setsOf(set), weights }));
            const { samples } = await arm.step(plan);
            arm.destroy();
            return wholeLogits(samples[0]);
          }),
        );
        expect(cut).toEqual(whole);
        expect(new Set(whole).size).toBeGreaterThan(90);
      }
      for (const engine of engines) engine.destroy();
    },
  );

  test('a kernel that would bind more than the device lets it leaves q, k and v to others, with the same bits', async () => {
    const compiled = vi.spyOn(gpu.device, 'createShaderModule');
    const plan = stepOf({ request: 'a', start: 0, tokens: [3, 10, 17], blocks: [0], sample: 'last' });
    const logitsWithin = async (storage: number) => {
      compiled.mockClear();
      const engine = new WebGpuEngine(gpu, undefined, { largest: 4_096, pieces: storage - 3, storage });
      const arm = await engine.load(STORED).openArm(armSpec({ activations: 'bf16' }));
      const { samples } = await arm.step(plan);
      arm.destroy();
      engine.destroy();
      const bound = compiled.mock.calls.map(([{ code }]) => code.match(/var<storage/g)?.length ?? 0);
      return { logits: wholeLogits(samples[0]), most: Math.max(...bound) };
    };
    // Weights in two buffers and seven beside them, then those that leave sums.
    const [fused, apart] = [await logitsWithin(9), await logitsWithin(8)];
    expect([fused.most, apart.most]).toEqual([9, 5]);
    expect(apart.logits).toEqual(fused.logits);
  });

  function buffersMade() {
    const create = vi.spyOn(gpu.device, 'createBuffer');
    const destroyed = vi.spyOn(GPUBuffer.prototype, 'destroy');
    return {
      labelled: (start: string) =>
        create.mock.results
          .map(({ value }) => value as GPUBuffer)
          .filter(({ label }) => label.startsWith(start)),
      destroyed: () => new Set(destroyed.mock.contexts as GPUBuffer[]),
    };
  }

  test('cancelled at a piece, nothing of them is left, and they can be asked for again', async () => {
    const made = buffersMade();
    const stop = new AbortController();
    const heard: number[] = [];
    const onProgress = (done: number, total: number) => {
      heard.push(done / total);
      if (done > total / 3) stop.abort(new Error('enough'));
    };
    const upload = uploadWeights(gpu, STORED, 'bf16', { onProgress, signal: stop.signal, pieceBytes: 700 });
    await expect(upload).rejects.toThrow(/^enough$/);
    expect(heard.at(-1)).toBeLessThan(0.5);
    const all = [...made.labelled('weights.'), ...made.labelled('upload.')];
    expect(all.length).toBeGreaterThan(10);
    expect(all.filter((buffer) => !made.destroyed().has(buffer))).toEqual([]);
    const again = await uploadWeights(gpu, STORED, 'bf16', {
      onProgress: (...progress) => heard.push(...progress),
    });
    const stored = checkpointTensors(STORED).filter(({ shape }) => shape.length === 2);
    const bytes = stored.reduce((sum, tensor) => sum + tensor.bytes.length, 0);
    expect(heard.slice(-2)).toEqual([bytes, bytes]);
    again.destroy();
  });

  test('two first arms of one dtype share one upload; where the first gives up, the second has its own', async () => {
    const made = buffersMade();
    const engine = new WebGpuEngine(gpu);
    const model = engine.load(STORED);
    const embeddings = () => made.labelled('weights.embedding');
    const arms = await Promise.all([model.openArm(armSpec()), model.openArm(armSpec())]);
    // What it asks for is what they are stored in.
    await model.prepare({ weights: 'bf16' }, {});
    expect(embeddings()).toHaveLength(1);
    for (const arm of arms) arm.destroy();
    const stop = new AbortController();
    const spec = armSpec({ weights: 'f16' });
    const given = model.prepare(spec, {
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    const opened = model.openArm(spec);
    await expect(given).rejects.toThrow(/^enough$/);
    (await opened).destroy();
    expect(embeddings()).toHaveLength(3);
    engine.destroy();
    await expect.poll(() => embeddings().every((buffer) => made.destroyed().has(buffer))).toBe(true);
  });
});
