import type { StoredTensor } from '../model/checkpoint.ts';
import { PACKED_DTYPES, type PackedDtype, type WeightDtype } from '../numerics/dtypes.ts';
import { q4, q8 } from './weights/blocks.ts';
import { f32 } from './weights/f32.ts';
import type { WeightFormat } from './weights/format.ts';
import { bf16, f16 } from './weights/halves.ts';

/** Every format of weights. A new one is a prelude, a file in weights/, a line here and its name in numerics/dtypes.ts. */
export const WEIGHT_FORMATS: Readonly<Record<PackedDtype, WeightFormat>> = { f32, bf16, f16, q8, q4 };

/** The format that a matrix of these tensors gets: as stored where they agree, else f32, which holds any of them exactly. */
export function resolveDtype(weights: WeightDtype, tensors: readonly StoredTensor[]): PackedDtype {
  if (weights !== 'stored') return weights;
  const stored = new Set(tensors.map(({ dtype }) => dtype));
  const format = PACKED_DTYPES.find((each) => WEIGHT_FORMATS[each].stored === tensors[0].dtype);
  return (stored.size === 1 && format) || 'f32';
}

/** A tensor's values as f32, as the format asked for holds them. Throws ModelError where a weight does not fit. */
export function convertTensor(tensor: StoredTensor, weights: WeightDtype): Float32Array<ArrayBuffer> {
  return WEIGHT_FORMATS[resolveDtype(weights, [tensor])].values(tensor);
}
