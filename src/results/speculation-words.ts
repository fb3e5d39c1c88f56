import { allInvariant, type KernelSets } from '../numerics/sets/kernel-sets.ts';
import { type DraftLength, mostOf } from '../steps/draft-length.ts';
import type { Speculation } from '../steps/speculation.ts';

/** What a posture says of drafts: who makes them, and what accepting them leaves of the streams of plain decoding. */
export function speculationWords({ draft, k, accept }: Speculation, { kernels, own }: Accepting): string {
  if (mostOf(k) === 0) return `off: ${draft} is asked for no token`;
  const who = `${draft === 'ngram' ? 'earlier text' : draft} drafts ${lengthWords(k)}`;
  if (accept === 'rejection')
    return `${who}, accepted with probability min(1, p / q): the distribution of plain decoding, by draws of its own`;
  const taken = `${who}, accepted while they are what the arm chooses itself`;
  if (allInvariant(kernels) && !own) return `${taken}: no bit follows their number, as far as the sets hold`;
  return `${taken}: verifying several rows at once may move bits, and tokens with them`;
}

/** `up to 4 tokens a step` */
export function lengthWords(k: DraftLength): string {
  if (typeof k === 'number') return `up to ${k} ${k === 1 ? 'token' : 'tokens'} a step`;
  if (k === 'auto') return 'as many tokens a step as pay, by what they came to and took so far';
  if (k === 'bandit') return 'as many tokens a step as have paid best so far';
  const entries = k.table.map((entry) => `${entry.k} from ${entry.requests} requests on`);
  return `tokens by a table (${entries.join(', ')})`;
}

interface Accepting {
  readonly kernels: KernelSets;
  readonly own?: unknown;
}
