import type { KernelSource } from '../gpu/kernel.ts';
import type { KernelCall } from '../gpu/kernel-call.ts';
import type { SumPlan } from '../numerics/plan.ts';
import type { Epilogue, EpilogueBuffers } from './epilogues.ts';
import type { KernelDtypes } from './preludes.ts';

/** One product of a step: M rows by N columns, K / 4 groups of terms, and N / 4 quads as packed. */
export interface Product {
  readonly rows: number;
  readonly columns: number;
  readonly groups: number;
  readonly quads: number;
  /** What the kernel may do with the sums instead of writing them. */
  readonly epilogue?: Epilogue;
}

export interface MatmulBuffers<Data> {
  readonly x: Data; // (rows, K)
  readonly weights: readonly Data[]; // (groups, quads), as packed
  readonly bounds: Data; // (chunks + 1), as `chunkBounds` gives them; not every kernel reads them
  readonly ends: EpilogueBuffers<Data>; // of the kernel's epilogue
}

/** How a product is run: by which kernel, what it does with the sums, and into how many partial sums an output it cuts them. */
export interface MatmulKernel {
  /** Names the kernel: those of one form and epilogue differ in nothing that is compiled. */
  readonly form: string;
  source(dtypes: KernelDtypes): KernelSource;
  /** The product's, or `SUMS`. */
  readonly epilogue: Epilogue;
  /** More than one only of `SUMS`. */
  readonly parts: number;
  call<Data>(buffers: MatmulBuffers<Data>): KernelCall<Data>;
}

/** Chunk boundaries in groups of four terms, as the kernels read them: (chunks + 1). */
export function chunkBounds(plan: Pick<SumPlan, 'chunks'>): number[] {
  return [0, ...plan.chunks.map((chunk) => Math.ceil(chunk.end / 4))];
}
