import f16Bits from '../../../shaders/lib/f16_bits.wgsl?raw';
import weightBf16 from '../../../shaders/lib/weight_bf16.wgsl?raw';
import weightF16 from '../../../shaders/lib/weight_f16.wgsl?raw';
import byQuads from '../../../shaders/lib/weights_by_quads.wgsl?raw';
import type { StoredDtype, StoredTensor } from '../../model/checkpoint.ts';
import { ModelError } from '../../model/model-error.ts';
import { widenTensor } from '../../model/widen.ts';
import * as rounding from '../../numerics/rounding.ts';
import { quadBlock, type WeightFormat } from './format.ts';
import { packElements } from './pack-elements.ts';

/** A format of 16 bits a weight; `bitsOf` gives a tensor's that are stored otherwise. */
function halves(
  stored: StoredDtype,
  refusal: string | null,
  preludes: readonly string[],
  bitsOf: (tensor: StoredTensor) => Uint16Array<ArrayBuffer>,
  value: (bits: number) => number,
): WeightFormat {
  const held = (tensor: StoredTensor) =>
    tensor.dtype === stored ? new Uint16Array(new Uint8Array(tensor.bytes).buffer) : bitsOf(tensor);
  return {
    preludes: [...preludes, byQuads],
    block: quadBlock(32),
    stored,
    refusal,
    values: (tensor) =>
      tensor.dtype === stored ? widenTensor(tensor) : Float32Array.from(bitsOf(tensor), value),
    pack: (columns, shape) => [packElements(columns, shape, Uint16Array, held)],
  };
}

export const bf16 = halves(
  'BF16',
  null,
  [weightBf16],
  (tensor) => Uint16Array.from(widenTensor(tensor), rounding.bf16Bits),
  rounding.bf16FromBits,
);

const REFUSAL = 'a weight does not fit f16; choose bf16 or f32 weights';

export const f16 = halves('F16', REFUSAL, [f16Bits, weightF16], finiteF16Bits, rounding.f16FromBits);

function finiteF16Bits(tensor: StoredTensor): Uint16Array<ArrayBuffer> {
  const bits = Uint16Array.from(widenTensor(tensor), rounding.f16Bits);
  if (bits.some((half) => (half & 0x7fff) === 0x7c00)) throw new ModelError(tensor.name, REFUSAL);
  return bits;
}
