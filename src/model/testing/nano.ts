import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Checkpoint } from '../checkpoint.ts';
import { nodeModelFiles } from '../files.node.ts';
import { loadCheckpoint } from '../load.ts';

const FOLDER = fileURLToPath(new URL('../../../public/models/nano', import.meta.url));

/** A prompt with what PyTorch computed for it in f32, from the same bf16 weights. */
export interface ReferenceCase {
  readonly prompt: string;
  readonly promptTokens: readonly number[];
  /** At the last position of the prompt. */
  readonly logits: readonly number[];
  /** Greedy. */
  readonly tokens: readonly number[];
}

export function nanoCheckpoint(): Promise<Checkpoint> {
  return loadCheckpoint(nodeModelFiles(FOLDER));
}

export async function referenceCases(): Promise<readonly ReferenceCase[]> {
  const file = JSON.parse(await readFile(`${FOLDER}/reference.json`, 'utf8'));
  return (file as { cases: readonly ReferenceCase[] }).cases;
}

/** Largest absolute difference of two rows of logits. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
}
