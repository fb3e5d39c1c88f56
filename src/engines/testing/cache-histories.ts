import type { ArmRunner } from '../../steps/engine.ts';
import { type HandedBlock, handOver } from '../../steps/hand-over.ts';
import type { KvMove } from '../../steps/moves.ts';
import {
  type CacheBed,
  decoded,
  flipBit,
  LENGTH,
  move,
  OTHER,
  OWN,
  PROMPT,
  stepped,
  swapIn,
  swapOut,
} from './cache-bed.ts';

/** Tokens of a neighbour that is packed before it, which end within a block. */
const BEFORE = 21;

/** How a request's keys and values come about. Gives the digests of what it then chooses two tokens from. */
export type History = (bed: CacheBed) => Promise<string>;

/** Computed at once, decoded at once, with nobody else. */
export const alone: History = (bed) =>
  bed.with(async (arm) => {
    await bed.prompt(arm);
    return await decoded(bed, arm);
  });

/** Its prompt, then what `happens` to its blocks, then its last two tokens in blocks that `happens` names. */
const interrupted = (happens: (arm: ArmRunner, bed: CacheBed) => Promise<readonly number[]>): History => {
  return (bed) =>
    bed.with(async (arm) => {
      await bed.prompt(arm);
      return await decoded(bed, arm, await happens(arm, bed));
    });
};

/** Goes on from the first blocks of another request, with the same prompt or another one. */
const warm = (shared: readonly number[], prefix: number): History => {
  return (bed) =>
    bed.with(async (arm) => {
      if (prefix === 1) await bed.prompt(arm, shared);
      else await stepped(arm, bed.slice(0, PROMPT, shared, prefix));
      const blocks = [...shared.slice(0, 4), 20];
      await stepped(arm, bed.slice(64, PROMPT, blocks));
      return await decoded(bed, arm, blocks);
    });
};

/** Two requests go on from one block that is half full; `copies` gives the second one its own. */
const forked = (copies: readonly KvMove[], blocks: readonly number[]): History => {
  return (bed) =>
    bed.with(async (arm) => {
      await bed.prompt(arm);
      await move(arm, ...copies);
      const first = await stepped(arm, bed.slice(PROMPT, PROMPT + 1));
      // The other one says something else from here on.
      await stepped(arm, { ...bed.slice(PROMPT, PROMPT + 1, blocks, 3), request: 'other' });
      return `${first} ${await stepped(arm, bed.slice(PROMPT + 1, LENGTH))}`;
    });
};

/** The prompt is another arm's work. `places`: where its blocks go. */
const handed = (places: readonly number[], sent: readonly number[] = OWN): History => {
  return (bed) => bed.with((from) => bed.with((to) => goOn(bed, from, to, sent, places)));
};

async function goOn(
  bed: CacheBed,
  from: ArmRunner,
  to: ArmRunner,
  sent: readonly number[],
  places: readonly number[],
): Promise<string> {
  await bed.prompt(from);
  const blocks = await handOver(from, sent, to, places);
  const lost = blocks.filter((block: HandedBlock) => block.sent !== block.received);
  if (lost.length > 0) throw new Error(`${lost.length} blocks arrived otherwise than they were sent`);
  return await decoded(bed, to, places);
}

/** Behind another request in one sequence, its positions beginning anew, and its keys from `from` on. */
const packed = (from: number): History => {
  return (bed) =>
    bed.with(async (arm) => {
      const blocks = [...OWN, 22];
      await stepped(arm, { ...bed.slice(0, BEFORE, blocks, 3), request: 'other' });
      const rows = async (start: number, end: number) => {
        const slice = { ...bed.slice(start, end, blocks), start: BEFORE + start, position: start, from };
        return await stepped(arm, slice);
      };
      await rows(0, PROMPT);
      return `${await rows(PROMPT, PROMPT + 1)} ${await rows(PROMPT + 1, LENGTH)}`;
    });
};

/** Give the bits of a request alone, under sets that are batch-invariant. */
export const KEPT: Readonly<Record<string, History>> = {
  'recomputed after preemption, in other blocks': interrupted(async (arm, bed) => {
    await arm.spoilCache!();
    await stepped(arm, bed.slice(0, PROMPT, OTHER));
    return OTHER;
  }),
  'swapped out and in, to other blocks': interrupted(async (arm) => {
    await move(arm, ...swapOut(OWN));
    await arm.spoilCache!();
    await move(arm, ...swapIn(OTHER));
    return OTHER;
  }),
  'warm: begun on blocks of another request': warm(OTHER, 1),
  'copied on write by another request': forked(
    [{ kind: 'copy', from: OWN[4], to: 21 }],
    [...OWN.slice(0, 4), 21],
  ),
  'in chunks': (bed) =>
    bed.with(async (arm) => {
      await stepped(arm, bed.slice(0, 35));
      await stepped(arm, bed.slice(35, PROMPT));
      return await decoded(bed, arm);
    }),
  'handed over to another arm': handed(OTHER),
  'packed behind another request, its segment masked': packed(BEFORE),
  'last rows of one step, each sampled': (bed) =>
    bed.with(async (arm) => {
      await bed.prompt(arm);
      return await stepped(arm, { ...bed.slice(PROMPT, LENGTH), sample: 'all' });
    }),
};

/**
 * The same with one fault each: what finds no difference in these is blind. Of keys in another order only the last bits of sums tell, which
 * 16 bits may absorb: where blocks change places, the last one, which is not full, is among them.
 */
export const FAULTS: Readonly<Record<string, History>> = {
  'swapped, one bit turned': interrupted(async (arm) => {
    await move(arm, ...swapOut(OWN));
    await move(arm, ...swapIn(OTHER));
    await flipBit(arm, OTHER[1]);
    return OTHER;
  }),
  'swapped in from wrong places of the host': interrupted(async (arm) => {
    await move(arm, ...swapOut(OWN));
    await move(arm, ...swapIn([OTHER[4], ...OTHER.slice(1, 4), OTHER[0]]));
    return OTHER;
  }),
  'a block of it zeroed': interrupted(async (arm) => {
    await move(arm, { kind: 'zero', block: OWN[2] });
    return OWN;
  }),
  'warm on the blocks of another prefix': warm(OTHER, 2),
  'written to by another request, not copied': forked([], OWN),
  'packed without the segment test': packed(0),
  'packed, one key of the neighbour seen': packed(BEFORE - 1),
  'handed over in another order': handed(OTHER, [OWN[4], ...OWN.slice(1, 4), OWN[0]]),
};

/** Histories that do not give the bits of the request alone, and faults that do: none, where the cache is invariant and the test not blind. */
export async function unexpected(bed: CacheBed): Promise<string[]> {
  const expected = await alone(bed);
  const names: string[] = [];
  for (const [name, run] of Object.entries(KEPT)) if ((await run(bed)) !== expected) names.push(name);
  for (const [name, run] of Object.entries(FAULTS)) if ((await run(bed)) === expected) names.push(name);
  return names;
}
