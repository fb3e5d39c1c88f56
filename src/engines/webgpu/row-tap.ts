import { withinMemory } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { deviceWait } from '../../gpu/device-wait.ts';
import type { DispatchTap } from '../../gpu/step-encoder.ts';
import { unpackRows, withoutPadding } from '../../kernels/packed-rows.ts';
import type { TracedOutput } from '../../steps/trace.ts';
import { type Capture, type CaptureSite, capturedRun, capturesAfter, tracedLabels } from './row-captures.ts';

interface Captured extends Capture {
  /** Bytes into the tap's buffer. */
  readonly at: number;
  readonly parts: number;
}

/** Copies one row out of every output right after the dispatch that made it. Lives for one step and owns its buffer. */
export class RowTap implements DispatchTap {
  readonly #gpu: Gpu;
  readonly #site: CaptureSite;
  readonly #readback: GPUBuffer;
  readonly #captured: Captured[] = [];
  #bytes = 0;

  /** Throws GpuError where the device has no memory for the copies. */
  static async create(gpu: Gpu, site: CaptureSite): Promise<RowTap> {
    const descriptor = {
      label: `${site.spec.name}.trace`,
      size: mostBytes(site),
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    };
    const buffer = await withinMemory(gpu.device, descriptor.label, () =>
      gpu.device.createBuffer(descriptor),
    );
    return new RowTap(gpu, site, buffer);
  }

  private constructor(gpu: Gpu, site: CaptureSite, readback: GPUBuffer) {
    this.#gpu = gpu;
    this.#site = site;
    this.#readback = readback;
  }

  /** `parts`: partial sums that the dispatch wrote for each output, where it is a product. */
  after(commands: GPUCommandEncoder, label: string, parts: number): void {
    for (const capture of capturesAfter(this.#site, label)) {
      const copies = capture.product ? parts : 1;
      this.#captured.push({ ...capture, at: this.#bytes, parts: copies });
      for (let part = 0; part < copies; part++) {
        const from = capture.offset + part * (capture.product?.stride ?? 0);
        commands.copyBufferToBuffer(capture.buffer, from, this.#readback, this.#bytes, capture.bytes);
        this.#bytes += capture.bytes;
      }
    }
  }

  /** Maps the copies, takes them apart and frees the buffer. */
  async read(): Promise<TracedOutput[]> {
    await deviceWait(this.#gpu, this.#readback.mapAsync(GPUMapMode.READ, 0, this.#bytes));
    const bytes = this.#readback.getMappedRange(0, this.#bytes).slice(0);
    this.destroy();
    return this.#captured.map((capture) => this.#output(capture, bytes));
  }

  destroy(): void {
    this.#readback.destroy();
  }

  #output({ layer, name, product, at, parts, bytes }: Captured, copied: ArrayBuffer): TracedOutput {
    const { config, spec } = this.#site;
    if (!product) {
      const values = withoutPadding(
        unpackRows(new Uint32Array(copied, at, bytes / 4), spec.activations),
        capturedRun(config, name),
      );
      return { layer, name, dtype: spec.activations, values, partials: null };
    }
    const partials = Array.from({ length: parts }, (_, part) =>
      withoutPadding(new Float32Array(copied, at + part * bytes, bytes / 4), capturedRun(config, name)),
    );
    return { layer, name, dtype: 'f32', values: sumInOrder(partials), partials };
  }
}

/** Bytes of all captures where every product writes each chunk of its plan as a part, the most that a tiling does. */
function mostBytes(site: CaptureSite): number {
  const captures = tracedLabels(site.config).flatMap((label) => capturesAfter(site, label));
  const partsOf = ({ product }: Capture) => (product ? site.plans.matmul[product.name].chunks.length : 1);
  return captures.reduce((sum, capture) => sum + capture.bytes * partsOf(capture), 0);
}

function sumInOrder([first, ...others]: readonly Float32Array[]): Float32Array {
  const sum = Float32Array.from(first);
  for (const part of others) for (let i = 0; i < sum.length; i++) sum[i] += part[i];
  return sum;
}
