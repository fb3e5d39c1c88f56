import { presetOf } from '../../../load/load-store.ts';
import type { ComparedArms } from '../load-parts/arm-pair-list.tsx';

/** One object each, by which the page knows whose results are on screen. */
export const PACKED = presetOf('packed-neighbours')!;
export const WARM = presetOf('warm-cold')!;

const SETS = ['variant', 'invariant'] as const;

export const PACKED_PAIRS: readonly ComparedArms[] = SETS.flatMap((set) => [
  {
    a: `apart, ${set}`,
    b: `masked, ${set}`,
    changed: 'how the prompts lie, and nothing of what anyone says',
  },
  {
    a: `masked, ${set}`,
    b: `masked, other secret, ${set}`,
    changed: 'two digits of the neighbour’s prompt',
  },
  {
    a: `leaking, ${set}`,
    b: `leaking, other secret, ${set}`,
    changed: 'the same two digits, without the segment test',
  },
]);

export const WARM_PAIRS: readonly ComparedArms[] = SETS.flatMap((set) => [
  { a: `cold, ${set}`, b: `warm, ${set}`, changed: 'whether somebody had begun alike before' },
  {
    a: `cold, ${set}`,
    b: `last block again, ${set}`,
    changed: 'the same, with the last block that was found computed again',
  },
]);
