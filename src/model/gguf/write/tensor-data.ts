import { concatBytes } from '@noble/hashes/utils.js';
import { f16Bits } from '../../../numerics/rounding.ts';
import { bytesOf, DTYPE_BLOCK, type StoredDtype, type StoredTensor } from '../../checkpoint.ts';
import { elementsOf } from '../../graph.ts';
import { ModelError } from '../../model-error.ts';
import { blockBytes, blocksOf } from '../../quantise.ts';
import { widenTensor } from '../../widen.ts';

/** Weights of a file that is written; null: each tensor as it is stored. */
export type GgufWeights = 'f32' | 'f16' | 'q8' | 'q4' | null;

const DTYPES: Readonly<Record<Exclude<GgufWeights, null>, StoredDtype>> = {
  f32: 'F32',
  f16: 'F16',
  q8: 'Q8_0',
  q4: 'Q4_0',
};

/** A tensor that is written: its bytes are made when it is its turn. */
export interface TensorPart {
  readonly name: string;
  readonly dtype: StoredDtype;
  readonly shape: readonly number[];
  readonly size: number;
  bytes(): Uint8Array;
}

/**
 * A tensor of a file, of one weight or of several whose rows follow each other. What has one dimension is written as F32, as llama.cpp wants it, and
 * rows that are no whole blocks as F16, as its own tools do. `written`: the shape that the file says, where it has more dimensions.
 */
export function tensorPart(
  name: string,
  parts: readonly StoredTensor[],
  weights: GgufWeights,
  written?: readonly number[],
): TensorPart {
  const [first] = parts;
  const rows = parts.reduce((sum, { shape }) => sum + shape[0], 0);
  const together = [rows, ...first.shape.slice(1)];
  const dtype = dtypeOf(together, weights, parts);
  const shape = written ?? together;
  const size = bytesOf(dtype, elementsOf(shape));
  const bytes = () => {
    const pieces = parts.map((part) => converted(part, dtype, name));
    // A tensor by itself is not copied.
    return pieces.length === 1 ? pieces[0] : concatBytes(...pieces);
  };
  return { name, dtype, shape, size, bytes };
}

function dtypeOf(
  shape: readonly number[],
  weights: GgufWeights,
  parts: readonly StoredTensor[],
): StoredDtype {
  if (shape.length === 1) return 'F32';
  // Widened blocks of several kinds in one tensor have no dtype in common but F32.
  const stored = parts.every(({ dtype }) => dtype === parts[0].dtype) ? parts[0].dtype : 'F32';
  const dtype = weights === null ? stored : DTYPES[weights];
  return shape[1] % DTYPE_BLOCK[dtype].weights === 0 ? dtype : 'F16';
}

function converted(tensor: StoredTensor, dtype: StoredDtype, name: string): Uint8Array {
  if (tensor.dtype === dtype) return tensor.bytes;
  if (dtype === 'Q8_0' || dtype === 'Q4_0') return blockBytes(blocksOf(tensor, dtype));
  const values = widenTensor(tensor);
  if (dtype === 'F32') return new Uint8Array(values.buffer);
  const halves = Uint16Array.from(values, f16Bits);
  // A value that is not finite itself is none of this file's making.
  const lost = halves.findIndex((half, i) => (half & 0x7c00) === 0x7c00 && Number.isFinite(values[i]));
  if (lost >= 0)
    throw new ModelError(name, `expected weights that f16 holds, found ${values[lost]}: write f32 instead`);
  return new Uint8Array(halves.buffer);
}
