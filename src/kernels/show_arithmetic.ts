import kernel from '../../shaders/show_arithmetic.wgsl?raw';
import type { Gpu } from '../gpu/device.ts';
import { compileOnce, type KernelSource } from '../gpu/kernel.ts';
import { runOnce } from '../gpu/run-once.ts';
import { covering, grid } from './grid.ts';
import { mathPreludes } from './math.ts';

/** Operands, (cases) each: f32 values. */
export interface ShownCases {
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly c: readonly number[];
}

/** What an adapter made of them, (cases) each: f32 values. */
export interface ShownArithmetic {
  /** `a * b + c` as it is written: WGSL lets a compiler fuse it. */
  readonly written: readonly number[];
  /** `fma(a, b, c)`, which WGSL lets it split. */
  readonly fma: readonly number[];
  /** The same with the barrier of portable arithmetic. */
  readonly barrier: readonly number[];
  /** `exp(a)` of the platform. */
  readonly exp: readonly number[];
  /** e^a of portable arithmetic. */
  readonly portableExp: readonly number[];
}

const SOURCE: KernelSource = { label: 'show_arithmetic', parts: [...mathPreludes('portable'), kernel] };
const WAYS = ['written', 'fma', 'barrier', 'exp', 'portableExp'] as const;

/** Computes on this device what a lesson shows. Throws GpuError. */
export async function showArithmetic(gpu: Gpu, { a, b, c }: ShownCases): Promise<ShownArithmetic> {
  const cases = a.length;
  const [bits] = await runOnce(gpu, await compileOnce(gpu.device, SOURCE), {
    inputs: [Float32Array.from(a), Float32Array.from(b), Float32Array.from(c)],
    outputs: [new Float32Array(WAYS.length * cases)],
    params: { cases },
    workgroups: grid(covering(cases, 64)),
  });
  const values = new Float32Array(bits.buffer, bits.byteOffset, bits.length);
  const of = WAYS.map((way, i) => [way, [...values.subarray(i * cases, (i + 1) * cases)]] as const);
  return Object.fromEntries(of) as Record<(typeof WAYS)[number], number[]>;
}
