import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { OutputName } from '../model/operations.ts';
import { bitsOf } from '../numerics/bits.ts';
import type { ActivationDtype } from '../numerics/dtypes.ts';
import { ulpDistance32 } from '../numerics/ulp.ts';
import type { RowTrace, TracedOutput } from '../steps/trace.ts';

/** How one output of the traced row differs between two arms. */
export interface OutputDiff {
  readonly layer: number | null;
  readonly name: OutputName;
  readonly dtype: ActivationDtype;
  readonly elements: number;
  /** Elements that differ in any bit. */
  readonly differing: number;
  /** Lowest index of one; null where none does. */
  readonly firstElement: number | null;
  /** The element that is furthest apart by |a - b|; null where none differs. */
  readonly worstElement: number | null;
  /** Largest distance in units in the last place of the output's dtype, among elements that keep their sign. */
  readonly maxUlp: number;
  readonly maxAbsolute: number;
  /** ||a - b|| / ||a||, in f64; 0 where a is zero and nothing differs. */
  readonly relative: number;
  /** SHA-256 (first 16 hex digits) of each side's bits. */
  readonly hashes: readonly [string, string];
}

/** Two traces of the same row, output by output in the order of the model. */
export interface TraceDiff {
  readonly outputs: readonly OutputDiff[];
  /** Index of the first output that differs; null where the row's bits agree from end to end. */
  readonly first: number | null;
}

/** f32 units to one unit of a 16-bit dtype: bf16 drops 16 bits of the fraction, f16 13 (in its normal range). */
export const F32_ULPS: Readonly<Record<ActivationDtype, number>> = { f32: 1, bf16: 1 << 16, f16: 1 << 13 };

/** Throws RangeError where the traces are not of one model. */
export function diffTraces(a: RowTrace, b: RowTrace): TraceDiff {
  if (a.outputs.length !== b.outputs.length)
    throw new RangeError(`cannot compare a trace of ${a.outputs.length} outputs with ${b.outputs.length}`);
  const outputs = a.outputs.map((output, i) => diffOutputs(output, b.outputs[i]));
  const first = outputs.findIndex(({ differing }) => differing > 0);
  return { outputs, first: first === -1 ? null : first };
}

function diffOutputs(a: TracedOutput, b: TracedOutput): OutputDiff {
  if (a.layer !== b.layer || a.name !== b.name || a.values.length !== b.values.length)
    throw new RangeError(`cannot compare ${a.name} (${a.values.length}) with ${b.name} (${b.values.length})`);
  const [bitsA, bitsB] = [bitsOf(a.values), bitsOf(b.values)];
  let [differing, maxUlp, maxAbsolute, squares, of] = [0, 0, 0, 0, 0];
  let firstElement: number | null = null;
  let worstElement: number | null = null;
  for (let i = 0; i < bitsA.length; i++) {
    const [x, y] = [a.values[i], b.values[i]];
    of += x * x;
    if (bitsA[i] === bitsB[i]) continue;
    differing++;
    firstElement ??= i;
    const apart = Math.abs(x - y);
    squares += apart * apart;
    if (worstElement === null || apart > maxAbsolute) worstElement = i;
    maxAbsolute = Math.max(maxAbsolute, apart);
    if (x < 0 === y < 0) maxUlp = Math.max(maxUlp, ulpDistance32(x, y) / F32_ULPS[a.dtype]);
  }
  return {
    layer: a.layer,
    name: a.name,
    dtype: a.dtype,
    elements: bitsA.length,
    differing,
    firstElement,
    worstElement,
    maxUlp,
    maxAbsolute,
    relative: squares === 0 ? 0 : Math.sqrt(squares / of),
    hashes: [hashOf(bitsA), hashOf(bitsB)],
  };
}

function hashOf(bits: Uint32Array): string {
  return bytesToHex(sha256(new Uint8Array(bits.buffer, bits.byteOffset, bits.byteLength))).slice(0, 16);
}
