import weightF32 from '../../../shaders/lib/weight_f32.wgsl?raw';
import byQuads from '../../../shaders/lib/weights_by_quads.wgsl?raw';
import { widenTensor } from '../../model/widen.ts';
import { quadBlock, type WeightFormat } from './format.ts';
import { packElements } from './pack-elements.ts';

/** Holds the weights of any checkpoint exactly. */
export const f32: WeightFormat = {
  preludes: [weightF32, byQuads],
  block: quadBlock(64),
  stored: 'F32',
  refusal: null,
  values: widenTensor,
  // As bits: an assignment of a float may quieten a NaN.
  pack: (columns, shape) => [
    packElements(columns, shape, Uint32Array, (tensor) => new Uint32Array(widenTensor(tensor).buffer)),
  ],
};
