import type { WideProduct } from '../steps/dynamic-widths.ts';

/** What engines call the matrix of a layer's product. */
export const LAYER_MATRICES = {
  qkv: 'qkv',
  o: 'o',
  gate_up: 'gateUp',
  down: 'down',
} as const satisfies Record<WideProduct, string>;
