import { BufferPool, withinMemory } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { deviceWait } from '../../gpu/device-wait.ts';
import { compileOnce, type Kernel } from '../../gpu/kernel.ts';
import type { Binding } from '../../gpu/kernel-call.ts';
import { StepEncoder } from '../../gpu/step-encoder.ts';
import { generateSource, PACKED, packCall, packSource } from '../../kernels/pack_weights.ts';
import { WEIGHT_FORMATS } from '../../kernels/weight-formats.ts';
import { unitsOf } from '../../kernels/weights/format.ts';
import { bytesOf, type StoredTensor, tensorBytes } from '../../model/checkpoint.ts';
import { ModelError } from '../../model/model-error.ts';
import { PACKED_DTYPES } from '../../numerics/dtypes.ts';
import type { PlannedMatrix, PlannedTensor } from './weight-plan.ts';

/** Bytes of a tensor that are read, staged and packed at a time. */
const STAGED_BYTES = 1 << 24;
/** Bytes given to the queue before its work is waited for: until then the implementation holds a copy of them. */
const UNDER_WAY_BYTES = 1 << 25;
/** Of a binding that begins anywhere. */
const OVERFLOW_BYTES = 256;
/** Each stored dtype, and generated weights, in each format. */
const KERNELS = 6 * PACKED_DTYPES.length;

/** Where a tensor goes: into the buffers of which matrix, from which of its quads on, and in pieces of how many columns. */
export type PackPlace = Pick<PlannedMatrix, 'dtype' | 'terms' | 'groups' | 'quads' | 'perBuffer'> &
  Omit<PlannedTensor, 'tensor'> & { readonly buffers: readonly GPUBuffer[] };

export interface UploadWatch {
  /** Is told of each piece of a tensor that is on the device: its bytes as stored. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
  /** Looked at before each piece. */
  readonly signal?: AbortSignal | undefined;
  /** Bytes of a piece, about. */
  readonly pieceBytes?: number | undefined;
}

/**
 * Puts tensors on a device piece by piece, where a shader packs them: neither a tensor nor what is packed of it is whole on the host.
 * Generated weights never are at all.
 */
export class WeightUpload {
  readonly #gpu: Gpu;
  readonly #watch: UploadWatch;
  readonly #pool: BufferPool;
  readonly #encoder: StepEncoder;
  /** A word for each tensor, of `PACKED`. */
  readonly #overflow: GPUBuffer;
  readonly #tensors: { readonly name: string; readonly refusal: string }[] = [];
  #staging: GPUBuffer | null = null;
  #underWay = 0;

  /** `tensors`: how many will be packed at most. */
  constructor(gpu: Gpu, tensors: number, watch: UploadWatch) {
    this.#gpu = gpu;
    this.#watch = watch;
    this.#pool = new BufferPool(gpu, 'upload');
    this.#encoder = new StepEncoder(gpu, this.#pool, KERNELS);
    this.#overflow = this.#pool.storage('overflow', tensors * OVERFLOW_BYTES);
  }

  /**
   * Packs a whole tensor. Throws the signal's reason, ModelError where its bytes cannot be read, and GpuMemoryError where there is no room for a piece
   * of them.
   */
  async pack(tensor: StoredTensor, place: PackPlace): Promise<void> {
    const { pieceBytes = STAGED_BYTES } = this.#watch;
    const { generated, dtype, shape } = tensor;
    const source = generated ? generateSource(place.dtype) : packSource(dtype, place.dtype);
    const kernel = await compileOnce(this.#gpu.device, source);
    const refusal = WEIGHT_FORMATS[place.dtype].refusal ?? '';
    const overflow = this.#tensors.push({ name: tensor.name, refusal }) - 1;
    const [rows, terms] = shape;
    const rowBytes = bytesOf(dtype, terms);
    const parts = runs(place.piece, rows, Math.floor(pieceBytes / rowBytes));
    const runBytes = ({ first_row, end_row }: Run) => rowBytes * (end_row - first_row);
    if (generated) {
      const words = Uint32Array.from([generated.key, ...generated.levels]);
      this.#gpu.device.queue.writeBuffer(await this.#stagingOf(words.byteLength), 0, words);
    } else await this.#stagingOf(Math.max(...parts.map(runBytes)));
    for (const run of parts) {
      this.#watch.signal?.throwIfAborted();
      const bytes = runBytes(run);
      if (!generated) this.#stage(tensorBytes(tensor, rowBytes * run.first_row, rowBytes * run.end_row));
      this.#dispatch(kernel, place, overflow, run);
      this.#watch.onBytes?.(bytes);
      // What is generated takes the device's time, and nobody could stop what is queued.
      await this.#paced(bytes);
    }
  }

  /**
   * Waits for the work. Throws ModelError naming the first tensor that holds a weight which does not fit its format.
   * @returns whether all weights are operands of portable arithmetic (kernels/preludes.ts).
   */
  async end(): Promise<boolean> {
    const { device } = this.#gpu;
    const size = Math.max(1, this.#tensors.length) * OVERFLOW_BYTES;
    const readback = this.#pool.readback('overflow', size);
    const commands = device.createCommandEncoder({ label: 'upload' });
    commands.copyBufferToBuffer(this.#overflow, 0, readback, 0, size);
    device.queue.submit([commands.finish()]);
    await deviceWait(this.#gpu, readback.mapAsync(GPUMapMode.READ));
    const flags = new Uint32Array(readback.getMappedRange());
    const has = (i: number, bit: number) => (flags[(i * OVERFLOW_BYTES) / 4] & bit) !== 0;
    const tensor = this.#tensors.find((_, i) => has(i, PACKED.overflows));
    if (tensor) throw new ModelError(tensor.name, tensor.refusal);
    return !this.#tensors.some((_, i) => has(i, PACKED.belowOperands));
  }

  destroy(): void {
    this.#pool.destroy();
  }

  /** Writes whole words: what is past the bytes is never read. */
  #stage(bytes: Uint8Array): void {
    const { queue } = this.#gpu.device;
    const whole = bytes.length - (bytes.length % 4);
    const staging = this.#staging!;
    queue.writeBuffer(staging, 0, bytes as Uint8Array<ArrayBuffer>, 0, whole);
    if (whole === bytes.length) return;
    const rest = new Uint8Array(4);
    rest.set(bytes.subarray(whole));
    queue.writeBuffer(staging, whole, rest);
  }

  /** One buffer for all tensors, as large as the largest piece so far. */
  async #stagingOf(bytes: number): Promise<GPUBuffer> {
    if (this.#staging && this.#staging.size >= bytes) return this.#staging;
    const staging = () => this.#pool.storage('staging', bytes);
    const made = withinMemory(this.#gpu.device, 'upload.staging', staging);
    this.#staging = await deviceWait(this.#gpu, made);
    return this.#staging;
  }

  #dispatch(kernel: Kernel, place: PackPlace, overflow: number, run: Run): void {
    const { buffers, perBuffer, ...matrix } = place;
    const { block } = WEIGHT_FORMATS[place.dtype];
    const all = unitsOf(block, matrix);
    const { first_quad, count, first_row } = run;
    const flag = { buffer: this.#overflow, offset: overflow * OVERFLOW_BYTES, size: 4 };
    buffers.forEach((packed, i) => {
      const base = i * perBuffer;
      const held = Math.min(perBuffer, all - base);
      const { terms, quads, to, piece } = matrix;
      const params = { terms, quads, to, piece, first_quad, count, first_row, base, held };
      const call = packCall<Binding>({ source: this.#staging!, packed, overflow: flag }, params, block);
      const list = this.#encoder.list((calls) => calls.dispatch(kernel, 'pack', kernel.label, call));
      this.#encoder.submit({ label: kernel.label, list });
    });
  }

  async #paced(bytes: number): Promise<void> {
    this.#underWay += bytes;
    if (this.#underWay < UNDER_WAY_BYTES) return;
    this.#underWay = 0;
    await deviceWait(this.#gpu, this.#gpu.device.queue.onSubmittedWorkDone());
  }
}

/** Consecutive quads of a tensor and the rows that are in them. */
interface Run {
  readonly first_quad: number;
  readonly count: number;
  readonly first_row: number;
  readonly end_row: number;
}

/** A tensor's rows in runs of about `most` and of whole quads, of which each piece of columns has its own. */
function runs(piece: number, rows: number, most: number): readonly Run[] {
  const found: Run[] = [];
  const pieceQuads = Math.ceil(piece / 4);
  const quads = (rows / piece) * pieceQuads;
  const rowOf = (quad: number) =>
    Math.floor(quad / pieceQuads) * piece + Math.min(4 * (quad % pieceQuads), piece);
  const each = Math.max(1, Math.floor(most / 4));
  for (let first_quad = 0; first_quad < quads; first_quad += each) {
    const count = Math.min(each, quads - first_quad);
    found.push({ first_quad, count, first_row: rowOf(first_quad), end_row: rowOf(first_quad + count) });
  }
  return found;
}
