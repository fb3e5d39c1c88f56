import { createStore } from 'zustand/vanilla';
import { ASIDE_PLACE } from './kept-places.ts';

/**
 * What a visitor is told of the keeping. `full`: the site's room is used up. `forbidden`: the browser keeps nothing for this page.
 * `aside`: something that this page cannot read, or another tab's, was put aside. `apart`: a tab with another version of the page
 * keeps an experiment that this one cannot read, and leaves alone. `later`: a later version of the page keeps runs here, which this
 * one leaves alone.
 */
export type Notice = 'full' | 'forbidden' | 'aside' | 'apart' | 'later';

interface Keeping {
  readonly notices: readonly Notice[];
  /** What was read in this visit: it is not said again. */
  readonly read: readonly Notice[];
}

export const keepingStore = createStore<Keeping>()(() => ({ notices: [], read: [] }));

/** Tells the visitor, once. */
export function notice(what: Notice): void {
  const { notices, read } = keepingStore.getState();
  if (![...notices, ...read].includes(what)) keepingStore.setState({ notices: [...notices, what] });
}

export function readNotices(): void {
  keepingStore.setState(({ notices, read }) => ({ notices: [], read: [...read, ...notices] }));
}

/** What is kept at a place; null where nothing is, or the browser forbids to ask. */
export function keptText(place: string): string | null {
  try {
    return localStorage.getItem(place);
  } catch {
    return null;
  }
}

/**
 * Does what may fail because the browser keeps no more, or nothing; `keep` says false where it kept nothing by its own choice.
 * @returns false where it failed; the visitor is then told.
 */
export function keeping(keep: () => boolean): boolean {
  let kept: boolean;
  try {
    kept = keep();
  } catch (error) {
    return failed(error);
  }
  if (kept) succeeded();
  return true;
}

/** The same of what takes its time. */
export async function keepingLater(keep: () => Promise<boolean>): Promise<boolean> {
  try {
    if (await keep()) succeeded();
    return true;
  } catch (error) {
    return failed(error);
  }
}

function failed(error: unknown): false {
  notice(isFull(error) ? 'full' : 'forbidden');
  return false;
}

function succeeded(): void {
  const { notices } = keepingStore.getState();
  if (notices.some(ofKeeping)) keepingStore.setState({ notices: notices.filter((each) => !ofKeeping(each)) });
}

/**
 * Puts what stands at a place aside before something else takes its place: what another version of the page kept, or another tab.
 * Each once. @returns false where there is no room for it: then it must stay where it is.
 */
export function putAside(place: string): boolean {
  const text = keptText(place);
  if (text === null) return true;
  return keeping(() => {
    for (let count = 1; ; count++) {
      const aside = `${ASIDE_PLACE}${count}.${place}`;
      const there = localStorage.getItem(aside);
      if (there !== null && there !== text) continue;
      localStorage.setItem(aside, text);
      notice('aside');
      return true;
    }
  });
}

/** Says that nothing can be kept; no longer so once something was. */
function ofKeeping(what: Notice): boolean {
  return what === 'full' || what === 'forbidden';
}

/** Firefox's is of an older name. */
function isFull(error: unknown): boolean {
  return error instanceof Error && /quota/i.test(error.name);
}
