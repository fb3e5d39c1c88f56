import type { WeightDtype } from '../numerics/dtypes.ts';
import { bf16Bits, bf16FromBits, f16Bits, f16FromBits } from '../numerics/rounding.ts';
import type { StoredDtype, StoredTensor } from './checkpoint.ts';
import { ModelError } from './model-error.ts';
import { widenTensor } from './widen.ts';

/** Dtype in which a matrix is held: `stored` resolved. */
export type PackedDtype = 'f32' | 'bf16' | 'f16';

const STORED: Readonly<Record<StoredDtype, PackedDtype>> = { F32: 'f32', BF16: 'bf16', F16: 'f16' };

/** The dtype a matrix of these tensors gets: as stored where they agree, else f32, which holds any of them exactly. */
export function resolveDtype(weights: WeightDtype, tensors: readonly StoredTensor[]): PackedDtype {
  if (weights !== 'stored') return weights;
  const stored = new Set(tensors.map((tensor) => STORED[tensor.dtype]));
  return stored.size === 1 ? STORED[tensors[0].dtype] : 'f32';
}

/** A tensor's values as the bits of a 16-bit dtype. Throws ModelError where a finite weight overflows f16. */
export function halfBits(tensor: StoredTensor, dtype: 'bf16' | 'f16'): Uint16Array {
  if (STORED[tensor.dtype] === dtype) return new Uint16Array(new Uint8Array(tensor.bytes).buffer);
  const bits = Uint16Array.from(widenTensor(tensor), dtype === 'bf16' ? bf16Bits : f16Bits);
  if (dtype === 'f16' && bits.some((half) => (half & 0x7fff) === 0x7c00)) {
    throw new ModelError(tensor.name, 'a weight does not fit f16; choose bf16 or f32 weights');
  }
  return bits;
}

/** A tensor's values as f32, rounded to the dtype asked for. */
export function convertTensor(tensor: StoredTensor, weights: WeightDtype): Float32Array {
  const dtype = resolveDtype(weights, [tensor]);
  if (dtype === 'f32' || dtype === STORED[tensor.dtype]) return widenTensor(tensor);
  return Float32Array.from(halfBits(tensor, dtype), dtype === 'bf16' ? bf16FromBits : f16FromBits);
}
