import { useState } from 'react';

/** Entries that one press adds: what is mounted grows by what was asked for, not by what a stranger wrote. */
const STEP = 100;

/** A list of which only the first entries are mounted. */
export interface Fold<Entry> {
  readonly shown: readonly Entry[];
  /** Entries that are folded away. */
  readonly hidden: number;
  /** Entries that `more` shows. */
  readonly next: number;
  readonly more: () => void;
  /** Shows at least so many entries from now on. */
  readonly reach: (count: number) => void;
}

/** The first `most` entries of a list, and more of them on demand; never fewer than `needed`. */
export function useFold<Entry>(entries: readonly Entry[], most: number, needed = 0): Fold<Entry> {
  const [asked, setAsked] = useState(most);
  const count = Math.max(asked, needed);
  const hidden = Math.max(0, entries.length - count);
  const next = Math.min(hidden, STEP);
  return {
    shown: hidden > 0 ? entries.slice(0, count) : entries,
    hidden,
    next,
    more: () => setAsked(count + next),
    reach: (wanted) => setAsked(Math.max(count, wanted)),
  };
}
