import { BLOCK_POSITIONS, blocksFor } from '../../steps/kv-blocks.ts';
import { compareBits, type Findings } from './comparison.ts';
import type { ProbeArm } from './probe-arm.ts';

/** A prompt over three attention splits, in the short form over two. */
const PROMPT = { full: 130, short: 66 } as const;

/** Tokens of the prompt that is cut, kept and moved. */
export function promptOf({ longest }: ProbeArm, full: boolean): number {
  return Math.min(full ? PROMPT.full : PROMPT.short, longest);
}

/** Wherever keys and values lie, whatever lay there before, and however they came there. */
export async function* cacheCases(arm: ProbeArm, full: boolean): Findings {
  const length = promptOf(arm, full);
  const generated = Math.min(full ? 10 : 3, length - 1);
  const tokens = arm.tokens(length);
  const cold = await arm.prefill(tokens);
  const scattered = await arm.prefill(tokens, [length], arm.scatteredBlocks());
  yield { name: 'scattered blocks against ordered ones', comparison: compareBits(scattered, cold) };
  if (arm.canSpoil) {
    await arm.spoilCache();
    const recycled = await arm.prefill(tokens, [length], arm.scatteredBlocks());
    yield { name: 'recycled blocks full of NaN against fresh ones', comparison: compareBits(recycled, cold) };
  } else yield { name: 'recycled blocks full of NaN', skipped: 'this engine cannot fill its cache' };
  const decoding = [length - generated, ...Array<number>(generated).fill(1)];
  const kept = await arm.prefill(tokens, decoding);
  await arm.spoilCache();
  const recomputed = await arm.prefill(tokens, [length], arm.scatteredBlocks());
  const name = `recomputed after preemption against ${generated} tokens decoded on a kept cache`;
  yield { name, comparison: compareBits(recomputed, kept) };
  yield* warm(arm, tokens, cold);
  yield* moved(arm, tokens, cold);
}

/** On the whole blocks of a prompt that were just computed for another request; what is left of it is computed. */
async function* warm(arm: ProbeArm, tokens: readonly number[], cold: Float32Array): Findings {
  const shared = Math.floor((tokens.length - 1) / BLOCK_POSITIONS);
  if (shared === 0) return;
  const start = shared * BLOCK_POSITIONS;
  const blocks = [...arm.scatteredBlocks().slice(0, shared), ...arm.blocksOf(0)];
  const found = await arm.step(tokens.slice(start), start, undefined, blocks);
  const name = `warm: ${start} of ${tokens.length} tokens in blocks of another request, against cold`;
  yield { name, comparison: compareBits(found, cold) };
}

/** Where a device moves blocks: to host memory and back to other places, and copied. */
async function* moved(arm: ProbeArm, tokens: readonly number[], cold: Float32Array): Findings {
  if (!arm.canMove) {
    yield { name: 'swapped out and in', skipped: 'this engine keeps no blocks' };
    return;
  }
  const count = blocksFor(tokens.length);
  const [from, to] = [arm.scatteredBlocks().slice(0, count), arm.blocksOf(0).slice(0, count)];
  await arm.move(from.map((block, host) => ({ kind: 'swap-out', block, host })));
  await arm.spoilCache();
  await arm.move(to.map((block, host) => ({ kind: 'swap-in', host, block })));
  const last = tokens.length - 1;
  const found = await arm.step(tokens.slice(last), last, undefined, to);
  const words = `${count} blocks`;
  yield { name: `${words} swapped out and in, against cold`, comparison: compareBits(found, cold) };
  await arm.move(to.map((block, i) => ({ kind: 'copy', from: block, to: from[i] })));
  const copied = await arm.step(tokens.slice(last), last, undefined, from);
  yield { name: `${words} copied, against cold`, comparison: compareBits(copied, cold) };
}
