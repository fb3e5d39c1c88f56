/** Models whose coupling matrix ships with the page, as `examples/couplings/<file>.json`; the first is what others are compared with. */
export const BAKED_COUPLINGS = [
  { file: 'nano', model: 'nano', words: 'nano' },
  { file: 'random-nano', model: 'random:nano', words: 'random weights in nano’s shape' },
  { file: 'pico-moe', model: 'pico-moe', words: 'pico-moe, which has experts' },
] as const;

export type BakedCouplings = (typeof BAKED_COUPLINGS)[number];
export type BakedFile = BakedCouplings['file'];
