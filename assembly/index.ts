/** The CPU engine's kernels. `npm run wasm` compiles them into src/engines/cpu/simd/kernels-wasm.ts. */
export { attend } from './attention';
export { tell } from './logits';
export { norm } from './norm';
export { addBias, addTo, embed, rope, scatter, swiglu } from './pointwise';
export { matmul } from './products';
export { matmul16 } from './products16';
export { matmulQuantised, matmulQuantised16 } from './quantised';
export { quantize } from './quantize';
export { expAll, reciprocalAll, rootAll } from './tests';
