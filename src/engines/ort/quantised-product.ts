import { BLOCK, type Blocks } from '../../model/quantise.ts';
import { f16FromBits } from '../../numerics/rounding.ts';
import { GraphBuilder } from './graph-builder.ts';
import { type OrtModule, oneAtATime, type Tensor } from './runtime.ts';

/** `MatMulNBits` by itself: rows times weights in blocks of 32, several times over in one run. */
export interface OrtProduct {
  /** Computes all of them and gives the last one's (rows, columns); `read` brings it back to the host, which a device's is not else. */
  run(read: boolean): Promise<Float32Array | null>;
  release(): Promise<void>;
}

export interface OrtProductOptions {
  readonly blocks: Blocks;
  /** (rows, K) activations. */
  readonly x: Float32Array<ArrayBuffer>;
  /** Products in a run, so that what a call costs is shared. */
  readonly times: number;
  /** 0 leaves activations in f32; 4 lets them be quantised to 8 bits. */
  readonly accuracy: 0 | 4;
}

/** On the device given, or in WebAssembly. Throws what onnxruntime says. */
export async function openOrtProduct(
  ort: OrtModule,
  device: GPUDevice | null,
  { blocks, x, times, accuracy }: OrtProductOptions,
): Promise<OrtProduct> {
  const terms = blocks.perRow * BLOCK;
  const dims = [x.length / terms, terms];
  const { graph, weights, outputs } = productGraph(blocks, dims, times, accuracy);
  const session = await oneAtATime(() =>
    ort.InferenceSession.create(graph, {
      executionProviders: [device ? { name: 'webgpu', device } : 'wasm'],
      externalData: [...weights],
      // Equal nodes would become one.
      graphOptimizationLevel: 'disabled',
      ...(device && { preferredOutputLocation: 'gpu-buffer' as const }),
    }),
  );
  const buffer = device && upload(device, x);
  const input: Tensor = buffer
    ? ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims })
    : new ort.Tensor('float32', x, dims);
  return {
    run: (read) =>
      oneAtATime(async () => {
        const found = await session.run({ x: input });
        const last = found[outputs[outputs.length - 1]];
        const values = read ? ((await last.getData()) as Float32Array).slice() : null;
        if (device) for (const name of outputs) found[name].dispose();
        return values;
      }),
    release: async () => {
      await oneAtATime(() => session.release());
      buffer?.destroy();
    },
  };
}

function productGraph(blocks: Blocks, dims: readonly number[], times: number, accuracy: number) {
  const { rows: columns, perRow } = blocks;
  const bits = blocks.dtype === 'Q8_0' ? 8 : 4;
  const builder = new GraphBuilder();
  const x = builder.input('x', 'f32', dims);
  const w = builder.weight('w', [columns, perRow, (BLOCK * bits) / 8], integersOf(blocks));
  const scales = builder.weight('scales', [columns * perRow], Float32Array.from(blocks.scales, f16FromBits));
  const outputs = Array.from({ length: times }, (_, i) => `y${i}`);
  for (const name of outputs) {
    builder.node('MatMulNBits', [x, w, scales], {
      domain: 'com.microsoft',
      integers: { K: dims[1], N: columns, bits, block_size: BLOCK, accuracy_level: accuracy },
      outputs: [builder.output(name, 'f32', [dims[0], columns])],
    });
  }
  return { ...builder.build(), outputs };
}

/** Unsigned, as the operator reads them where no zero points are given: 128 or 8 added, two nibbles a byte, the first the lower. */
function integersOf({ dtype, integers }: Blocks): Uint8Array {
  if (dtype === 'Q8_0') return Uint8Array.from(integers, (integer) => integer + 128);
  return Uint8Array.from(
    { length: integers.length / 2 },
    (_, i) => (integers[2 * i] + 8) | ((integers[2 * i + 1] + 8) << 4),
  );
}

function upload(device: GPUDevice, x: Float32Array<ArrayBuffer>): GPUBuffer {
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC;
  const buffer = device.createBuffer({ label: 'x', size: x.byteLength, usage });
  device.queue.writeBuffer(buffer, 0, x);
  return buffer;
}
