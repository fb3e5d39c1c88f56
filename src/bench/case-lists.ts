import type { BenchCase } from './bench-case.ts';

/** Batches, prompts and contexts of the project's targets, and those of them that a quick look takes. */
export const FULL_CASES: readonly BenchCase[] = [
  ...decodes([1, 2, 8, 32, 128, 512], [64]),
  ...decodes([1, 8, 32], [256, 512, 1024]),
  ...prefills([32, 128, 512]),
];
export const QUICK_CASES: readonly BenchCase[] = [
  ...decodes([1, 8, 32], [64]),
  ...decodes([8], [512]),
  ...prefills([32, 128]),
];

export function decodes(batches: readonly number[], contexts: readonly number[]): BenchCase[] {
  return contexts.flatMap((positions) =>
    batches.map((batch) => ({ phase: 'decode', batch, positions }) as const),
  );
}

export function prefills(prompts: readonly number[]): BenchCase[] {
  return prompts.map((positions) => ({ phase: 'prefill', batch: 1, positions }));
}
