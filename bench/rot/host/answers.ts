import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { BLOCK_POSITIONS, blocksFor } from '../../../src/steps/kv-blocks.ts';
import type { StepPlan } from '../../../src/steps/step-plan.ts';

/** (rows) x (vocabulary) logits of a step whose slices sample one row each, in their order. */
export type LogitsOf = (plan: StepPlan) => Promise<readonly Float32Array[]>;

export interface Answer {
  readonly tokens: readonly number[];
  /** Logits before the first token. */
  readonly first: Float32Array;
  readonly fingerprint: string;
}

/** Greedy answers of `newTokens` tokens to prompts that begin together and stay in one batch. */
export async function answersTo(
  logitsOf: LogitsOf,
  prompts: readonly (readonly number[])[],
  newTokens: number,
  name: string,
): Promise<Answer[]> {
  const each = blocksFor(Math.max(...prompts.map(({ length }) => length)) + newTokens);
  const blocksOf = (i: number) => Array.from({ length: each }, (_, block) => i * each + block);
  const found = prompts.map(() => ({ tokens: [] as number[], rows: [] as Float32Array[] }));
  for (let step = 0; step < newTokens; step++) {
    const slices = prompts.map((prompt, i) => ({
      request: `${name} ${i}`,
      start: step === 0 ? 0 : prompt.length + step - 1,
      tokens: step === 0 ? prompt : [found[i].tokens[step - 1]],
      blocks: blocksOf(i),
      sample: 'last' as const,
    }));
    const rows = await logitsOf({ slices, preempted: [] });
    rows.forEach((row, i) => {
      found[i].rows.push(row.slice());
      found[i].tokens.push(highest(row));
    });
  }
  return found.map(({ tokens, rows }) => ({
    tokens,
    first: rows[0],
    fingerprint: fingerprintOf(tokens, rows),
  }));
}

/** Positions that `answersTo` needs for a request. */
export function positionsFor(prompts: readonly (readonly number[])[], newTokens: number): number {
  return blocksFor(Math.max(...prompts.map(({ length }) => length)) + newTokens) * BLOCK_POSITIONS;
}

/** The token of the highest logit, ties to the lower id. */
function highest(row: Float32Array): number {
  let best = 0;
  for (let token = 1; token < row.length; token++) if (row[token] > row[best]) best = token;
  return best;
}

function fingerprintOf(tokens: readonly number[], rows: readonly Float32Array[]): string {
  const hash = sha256.create().update(new Uint8Array(Uint32Array.from(tokens).buffer));
  for (const row of rows) hash.update(new Uint8Array(row.buffer, row.byteOffset, row.byteLength));
  return bytesToHex(hash.digest());
}

export function largestDistance(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}
