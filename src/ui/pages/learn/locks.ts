import { createContext, useContext } from 'react';

/** What a teacher's link may keep from a student's page. */
export const LOCKS = ['answers', 'order', 'lab'] as const;
export type Lock = (typeof LOCKS)[number];

/** Each lock as a teacher chooses it. */
export const LOCK_WORDS: Readonly<Record<Lock, string>> = {
  answers: 'hide the answers and explanations of questions, and the solution sheet',
  order: 'open each step only when the one before it is done',
  lab: 'hide the way to the lab and to the other pages',
};

/** Each lock as a student is told. */
export const LOCKED_WORDS: Readonly<Record<Lock, string>> = {
  answers: 'answers are kept for class',
  order: 'each step opens when the one before it is done',
  lab: 'the way to the lab and to the other pages is hidden',
};

/** What an address of these pages asks for besides its place: `#learn/floats/bits?lock=answers.order&large`. */
export interface PageFlags {
  readonly locks: readonly Lock[];
  /** Large type, for a projector. */
  readonly large: boolean;
  /** What is asked for and not known, as it was written. */
  readonly unknown: readonly string[];
}

export const NO_FLAGS: PageFlags = { locks: [], large: false, unknown: [] };

/** Parts the flags from the last segment of an address. */
export function partFlags(path: readonly string[]): {
  readonly path: readonly string[];
  readonly flags: PageFlags;
} {
  const last = path.at(-1) ?? '';
  const at = last.indexOf('?');
  if (at < 0) return { path, flags: NO_FLAGS };
  return { path: [...path.slice(0, -1), last.slice(0, at)], flags: readFlags(last.slice(at + 1)) };
}

/** Flags from the text behind the question mark, in the order of the lists here; what is unknown is named, not dropped. */
export function readFlags(text: string): PageFlags {
  const asked = new URLSearchParams(text);
  const named = (asked.get('lock') ?? '').split(/[.,\s]+/).filter((name) => name !== '');
  const isLock = (name: string): name is Lock => (LOCKS as readonly string[]).includes(name);
  const others = [...asked.keys()].filter((key) => key !== 'lock' && key !== 'large');
  return {
    locks: LOCKS.filter((lock) => named.includes(lock)),
    large: asked.has('large'),
    unknown: [...new Set([...named.filter((name) => !isLock(name)), ...others])],
  };
}

/** The end of an address that asks for so much; empty where it asks for nothing. */
export function flagsText({ locks, large }: Pick<PageFlags, 'locks' | 'large'>): string {
  const parts = [locks.length > 0 ? `lock=${locks.join('.')}` : '', large ? 'large' : ''];
  const asked = parts.filter((part) => part !== '').join('&');
  return asked && `?${asked}`;
}

/** How the pages below are being read. */
interface Reading {
  readonly flags: PageFlags;
  /** `sheet`: a solution sheet, with every answer open and no widget. */
  readonly as: 'lesson' | 'sheet';
}

export const ReadingContext = createContext<Reading>({ flags: NO_FLAGS, as: 'lesson' });

export function useReading(): Reading {
  return useContext(ReadingContext);
}

export function useLock(lock: Lock): boolean {
  return useReading().flags.locks.includes(lock);
}
