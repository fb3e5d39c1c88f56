import type { MathName } from '../../../numerics/math-name.ts';
import { KERNELS_WASM } from './kernels-wasm.ts';

/** Activation dtypes as the kernels number them (assembly/round.ts), and what is not stored yet. */
export const DTYPE_CODES = { f32: 0, bf16: 1, f16: 2, unrounded: 3 } as const;

/** Of four bytes, in what `tell` writes of a row (assembly/logits.ts). */
export const RECORD_WORDS = 16;

/** What assembly/index.ts exports: addresses and strides in bytes, counts in elements, rows or vectors of four, as said there. */
export interface Kernels {
  embed(
    ...args: [
      ...[table: number, k4: number, form: number, scale: number, tokens: number, rows: number],
      ...[y: number, yStride: number, dtype: number, wide: number],
    ]
  ): void;
  norm(
    ...args: [
      ...[x: number, xStride: number, rows: number, terms: number],
      ...[gain: number, share: number, eps: number, lanes: number, scratch: number],
      ...[y: number, yStride: number, dtype: number],
    ]
  ): void;
  matmul(
    ...args: [
      ...[x: number, xStride: number, rows: number, w: number, k4: number, columns: number],
      ...[y: number, yStride: number, chunks: number, count: number, form: number, wide: number],
      ...[held: number],
    ]
  ): void;
  matmul16(
    ...args: [
      ...[x: number, xStride: number, rows: number, w: number, k4: number, columns: number],
      ...[y: number, yStride: number, form: number, wide: number],
    ]
  ): void;
  quantize(
    ...args: [
      ...[x: number, xStride: number, rows: number, k4: number],
      ...[y: number, yStride: number, scales: number, together: number],
    ]
  ): void;
  matmulQuantised(
    ...args: [
      ...[x: number, xStride: number, scales: number, rows: number, w: number, k4: number],
      ...[columns: number, y: number, yStride: number, chunks: number, count: number],
      ...[form: number, wide: number, held: number],
    ]
  ): void;
  matmulQuantised16(
    ...args: [
      ...[x: number, xStride: number, scales: number, rows: number, w: number, k4: number],
      ...[columns: number, y: number, yStride: number, lanes: number, form: number],
    ]
  ): void;
  rope(
    ...args: [
      ...[x: number, xStride: number, rows: number, heads: number, headDim: number],
      ...[y: number, yStride: number, headStride: number],
      ...[angles: number, positions: number, places: number, dtype: number],
    ]
  ): void;
  scatter(
    ...args: [
      ...[x: number, xStride: number, rows: number, heads: number, headDim: number],
      ...[y: number, yStride: number, headStride: number, places: number, dtype: number],
    ]
  ): void;
  attend(
    ...args: [
      ...[q: number, qStride: number, rows: number, heads: number, kvHeads: number, headDim: number],
      ...[keyCache: number, valueCache: number, records: number, scale: number],
      ...[scratch: number, scoreBytes: number, y: number, yStride: number, dtype: number],
    ]
  ): void;
  swiglu(
    ...args: [
      ...[x: number, xStride: number, rows: number, elements: number, gelu: number],
      ...[y: number, yStride: number, dtype: number],
    ]
  ): void;
  tell(logits: number, stride: number, rows: number, count: number, records: number): void;
  expAll(x: number, y: number, quads: number): void;
  reciprocalAll(x: number, y: number, quads: number): void;
  rootAll(x: number, y: number, quads: number): void;
  addTo(x: number, y: number, quads: number, scale: number, dtype: number): void;
  addBias(x: number, xStride: number, rows: number, bias: number, quads: number): void;
}

let compiled: WebAssembly.Module | null = null;

/** Whether WebAssembly with fixed 128-bit SIMD is there. */
export function hasSimd(): boolean {
  return typeof WebAssembly === 'object' && WebAssembly.validate(moduleBytes());
}

/** The kernels over a memory of their caller's, in one arithmetic. Native exp is the host's own, so that bits do not depend on who computes. */
export function openKernels(memory: WebAssembly.Memory, math: MathName): Kernels {
  compiled ??= new WebAssembly.Module(moduleBytes());
  const env = { memory, exp: Math.exp, portable: Number(math === 'portable') };
  const { exports } = new WebAssembly.Instance(compiled, { env });
  return exports as unknown as Kernels;
}

function moduleBytes(): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(KERNELS_WASM), (character) => character.charCodeAt(0));
}
