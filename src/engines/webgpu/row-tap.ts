import { withinMemory } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { deviceWait } from '../../gpu/device-wait.ts';
import type { DispatchTap } from '../../gpu/step-encoder.ts';
import { unpackRows, withoutPadding } from '../../kernels/packed-rows.ts';
import type { Operation } from '../../model/graph.ts';
import { isMatmul } from '../../model/operations.ts';
import type { TracedOutput } from '../../steps/trace.ts';
import { weightsOfChoices } from './routing-readback.ts';
import { type Capture, type CaptureSite, capturesByLabel } from './row-captures.ts';

interface Captured extends Capture {
  /** Bytes into the tap's buffer. */
  readonly at: number;
  readonly parts: number;
}

/** Copies one row out of every output right after the dispatch that made it. Lives for one step and owns its buffer. */
export class RowTap implements DispatchTap {
  readonly #gpu: Gpu;
  readonly #site: CaptureSite;
  readonly #captures: ReadonlyMap<string, readonly Capture[]>;
  readonly #readback: GPUBuffer;
  readonly #captured: Captured[] = [];
  #bytes = 0;

  /** Throws GpuError where the device has no memory for the copies. */
  static async create(gpu: Gpu, site: CaptureSite): Promise<RowTap> {
    const captures = capturesByLabel(site);
    const descriptor = {
      label: `${site.spec.name}.trace`,
      size: mostBytes(site, captures),
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    };
    const buffer = await withinMemory(gpu.device, descriptor.label, () =>
      gpu.device.createBuffer(descriptor),
    );
    return new RowTap(gpu, site, captures, buffer);
  }

  private constructor(
    gpu: Gpu,
    site: CaptureSite,
    captures: ReadonlyMap<string, readonly Capture[]>,
    readback: GPUBuffer,
  ) {
    this.#gpu = gpu;
    this.#site = site;
    this.#captures = captures;
    this.#readback = readback;
  }

  /** `parts`: partial sums that the dispatch wrote for each output, where it is a product. */
  after(commands: GPUCommandEncoder, label: string, parts: number): void {
    for (const capture of this.#captures.get(label) ?? []) {
      const copies = isMatmul(capture.operation.name) ? parts : 1;
      this.#captured.push({ ...capture, at: this.#bytes, parts: copies });
      for (let part = 0; part < copies; part++) {
        const from = capture.offset + part * capture.stride;
        commands.copyBufferToBuffer(capture.buffer(), from, this.#readback, this.#bytes, capture.bytes);
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

  #output({ operation, at, parts, bytes, piece }: Captured, copied: ArrayBuffer): TracedOutput {
    const { activations } = this.#site.spec;
    const { layer, name, rounds, kind, shape } = operation;
    if (kind === 'route') {
      const values = weightsOfChoices(new Uint32Array(copied, at, bytes / 4), shape[1]);
      return { layer, name, dtype: 'f32', values, partials: null };
    }
    if (rounds) {
      const row = unpackRows(new Uint32Array(copied, at, bytes / 4), activations);
      return { layer, name, dtype: activations, values: withoutPadding(row, piece), partials: null };
    }
    const partials = Array.from({ length: parts }, (_, part) =>
      withoutPadding(new Float32Array(copied, at + part * bytes, bytes / 4), piece),
    );
    const values = sumInOrder(partials);
    return { layer, name, dtype: 'f32', values, partials: isMatmul(name) ? partials : null };
  }
}

/** Bytes of all captures where every product writes each chunk of its plan as a part, the most that a tiling does. */
function mostBytes({ plans }: CaptureSite, captures: ReadonlyMap<string, readonly Capture[]>): number {
  const partsOf = ({ name }: Operation) => (isMatmul(name) ? plans.matmul[name].chunks.length : 1);
  return [...captures.values()]
    .flat()
    .reduce((sum, { operation, bytes }) => sum + bytes * partsOf(operation), 0);
}

function sumInOrder([first, ...others]: readonly Float32Array[]): Float32Array {
  const sum = Float32Array.from(first);
  for (const part of others) for (let i = 0; i < sum.length; i++) sum[i] += part[i];
  return sum;
}
