import type { BufferPool } from '../../gpu/buffers.ts';
import type { KernelSource } from '../../gpu/kernel.ts';
import type { KernelCall } from '../../gpu/kernel-call.ts';
import type { Tuning } from '../../gpu/tuning.ts';
import { biasCall, biasSource } from '../../kernels/bias.ts';
import { type EpilogueBuffers, sumsTo } from '../../kernels/epilogues.ts';
import { planForms } from '../../kernels/forms.ts';
import { packRows, unpackRows } from '../../kernels/packed-rows.ts';
import { ACTIVATION_BYTES } from '../../kernels/preludes.ts';
import { qkNormCall, qkNormSource } from '../../kernels/qk_norm.ts';
import { ropeKvCall, ropeKvSource } from '../../kernels/rope_kv.ts';
import { swigluCall, swigluSource } from '../../kernels/swiglu.ts';
import type { CopyOut } from '../../workbench/cases/dispatch.ts';
import { sumInOrder } from '../../workbench/cases/matmul-case.ts';
import { concatenated } from './attention-tables.ts';
import { endAngles, endBias, endGains, endResidual, POSITIONS } from './end-inputs.ts';
import type { Product, ProductEnd } from './probes.ts';

/** What a product's kernel ends in, on the device, and how the watched row comes back from there. */
export interface DeviceEnds {
  readonly ends: EpilogueBuffers<GPUBuffer>;
  /** What follows in dispatches of its own, where the kernel leaves its sums. */
  readonly after?: readonly (readonly [KernelSource, KernelCall<GPUBuffer>])[];
  readonly copies: readonly CopyOut[];
  read(copied: readonly Uint32Array<ArrayBuffer>[]): Float32Array<ArrayBuffer>;
}

/** A product of so many rows, packed to so many quads of columns, of which one is watched. */
interface Ending {
  readonly product: Product;
  readonly rows: number;
  readonly quads: number;
  readonly place: number;
}

/** Sums as they are: of `parts` parts, added as every reader of them does. */
export function sumsEnd(
  pool: BufferPool,
  { product, rows, quads, place }: Ending,
  parts: number,
): DeviceEnds {
  const partials = pool.storage('partials', parts * rows * quads * 16);
  const copies = Array.from({ length: parts }, (_, part) => ({
    ...{ buffer: partials, offset: (part * rows + place) * quads * 16 },
    bytes: quads * 16,
  }));
  const values = (words: Uint32Array<ArrayBuffer>) => new Float32Array(words.buffer, 0, product.columns);
  return { ends: sumsTo(partials), copies, read: (copied) => sumInOrder(copied.map(values)) };
}

/** Whether a product's kernel does what follows it, or leaves so many parts of its sums to others. */
export interface Fused {
  readonly by: boolean;
  readonly parts: number;
  readonly tuning: Tuning;
}

/**
 * The buffers of an end, each row's own but for the watched one's, which are the same in any company. Heads are left to others where a workgroup has no room
 * for them, and everything is where the chunks of a product of q8 activations are spread over workgroups.
 */
export function deviceEnds(pool: BufferPool, ending: Ending, end: ProductEnd, fused: Fused): DeviceEnds {
  switch (end.epilogue.kind) {
    case 'sums':
      return sumsEnd(pool, ending, 1);
    case 'residual':
      return added(pool, ending, fused);
    case 'swiglu':
      return activated(pool, ending, end, fused);
    case 'rope_kv':
      return rotated(pool, ending, end, fused);
  }
}

/** Of a norm that comes after: any, of which the sums that it adds alone are looked at. */
const NORM_LANES = 64;

function added(pool: BufferPool, ending: Ending, { by, parts, tuning }: Fused): DeviceEnds {
  const { rows, quads, product } = ending;
  const hidden = quads * 4;
  const residual = pool.upload('residual', residualOf(ending, hidden));
  const left = rowOf(ending, 1, residual);
  if (by) return left;
  const partials = pool.storage('partials', parts * rows * quads * 16);
  const { activations, math = 'native' } = product;
  const norm = planForms(tuning).addNorm(NORM_LANES, rows, { hiddenSize: hidden });
  const call = norm.call(
    {
      sourceRows: pool.upload(
        'source_rows',
        Uint32Array.from({ length: rows }, (_, i) => i),
      ),
      ...{ partials, residual },
      gain: pool.upload('gain', new Float32Array(hidden).fill(1)),
      normed: pool.storage('normed', rows * hidden * ACTIVATION_BYTES[activations]),
    },
    { rows, stepRows: rows, hidden, parts, epsilon: 1 },
  );
  return { ...left, ends: sumsTo(partials), after: [[norm.source({ activations, math }), call]] };
}

function activated(
  pool: BufferPool,
  ending: Ending,
  { heads }: ProductEnd,
  { by, parts }: Fused,
): DeviceEnds {
  const { rows, quads, product } = ending;
  const { activations, math = 'native' } = product;
  const y = pool.storage('activated', rows * quads * 2 * 4);
  const left = rowOf(ending, 2, y);
  if (by) return left;
  const partials = pool.storage('partials', parts * rows * quads * 16);
  const call = swigluCall({ partials, y }, { rows, intermediate: quads * 2, parts });
  return { ...left, ends: sumsTo(partials), after: [[swigluSource({ activations, math }, heads), call]] };
}

/** An end that leaves `1 / share` of the columns, in a buffer of its rows. */
function rowOf(
  { product: { columns, activations }, quads, place }: Ending,
  share: number,
  buffer: GPUBuffer,
): DeviceEnds {
  const width = (quads * 4) / share;
  const bytes = width * ACTIVATION_BYTES[activations];
  return {
    ends: { inputs: [], outputs: [buffer] },
    copies: [{ buffer, offset: place * bytes, bytes }],
    read: ([words]) => unpackRows(words, activations).subarray(0, columns / share),
  };
}

function residualOf({ product: { activations }, rows, place }: Ending, width: number) {
  const before = new Float32Array(rows * width);
  for (let row = 0; row < rows; row++)
    before.set(endResidual(row === place ? 0 : row + 1, width, activations), row * width);
  return packRows(before, width, activations);
}

/** q, k and v of the watched row: at the same position in any company, in a slot that follows its place in the step. */
function rotated(
  pool: BufferPool,
  { product: { activations, math = 'native' }, rows, quads, place }: Ending,
  { heads: config, lanes }: ProductEnd,
  { by, parts, tuning }: Fused,
): DeviceEnds {
  const { heads, kvHeads, headDim, qkvBias, qkNorm } = config;
  const slotOf = (row: number) => rows - 1 - row;
  const table = new Uint32Array(rows * 2);
  for (let row = 0; row < rows; row++)
    table.set([row === place ? POSITIONS - 1 : row % POSITIONS, slotOf(row)], row * 2);
  const stepRows = pool.upload('rows', table);
  const angles = pool.upload('angles', endAngles(headDim));
  const headBytes = headDim * ACTIVATION_BYTES[activations];
  const wanted = [
    { name: 'q', count: heads, row: place },
    { name: 'k', count: kvHeads, row: slotOf(place) },
    { name: 'v', count: kvHeads, row: slotOf(place) },
  ];
  const copies = wanted.map(({ name, count, row }) => {
    const bytes = count * headBytes;
    return { buffer: pool.storage(name, rows * bytes), offset: row * bytes, bytes };
  });
  const outputs = copies.map(({ buffer }) => buffer);
  const bias = qkvBias ? pool.uploadUniform('bias', endBias(quads * 4)) : null;
  const gain = qkNorm ? pool.uploadUniform('gain', endGains(headDim)) : null;
  const read = (copied: readonly Uint32Array<ArrayBuffer>[]) =>
    concatenated(copied.map((words) => unpackRows(words, activations)));
  if (by) {
    const uniforms = [bias, gain].filter((each) => each !== null);
    return { ends: { inputs: [stepRows, angles], outputs, uniforms }, copies, read };
  }
  const partials = pool.storage('partials', parts * rows * quads * 16);
  const after: (readonly [KernelSource, KernelCall<GPUBuffer>])[] = [];
  // Whoever comes first adds the parts, and leaves one.
  let sizes = { rows, parts };
  if (bias) {
    after.push([biasSource(math), biasCall({ bias, partials }, { ...sizes, groups: quads })]);
    sizes = { rows, parts: 1 };
  }
  if (gain) {
    after.push([
      qkNormSource({ q: lanes!, k: lanes! }, config, tuning, math),
      qkNormCall({ gain, partials }, sizes, config),
    ]);
    sizes = { rows, parts: 1 };
  }
  const [q, k, v] = outputs;
  after.push([
    ropeKvSource({ activations, math }, config),
    ropeKvCall({ partials, stepRows, angles, q, k, v }, sizes, config),
  ]);
  return { ends: sumsTo(partials), after, copies, read };
}
