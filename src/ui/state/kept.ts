import { keeping, keptText, putAside } from './keeping.ts';
import { type Format, readAs } from './kept-format.ts';

/** What stands at a place. `unreadable`: of a later version of the page, or damaged. */
export type Found<Value> =
  | { readonly is: 'nothing' }
  | { readonly is: 'readable'; readonly value: Value }
  | { readonly is: 'unreadable' };

/**
 * A value that every tab and every version of the page keeps at one place of the browser's local storage. Nothing here throws:
 * where the browser forbids to ask, nothing is kept, and what could not be kept is said once (keeping.ts). What this version cannot
 * read is put aside before anything takes its place, and stays where there is no room for that.
 */
export interface Kept<Value> {
  /** What is there; null where there is nothing, or nothing that can be read. */
  readonly read: () => Value | null;
  /**
   * Puts what becomes of the value that is there now in its place, so that what other tabs kept meanwhile stays; null removes it.
   * @returns false where it could not be kept.
   */
  readonly update: (change: (now: Value | null) => Value | null) => boolean;
  /** What is there that this tab neither took nor put: another tab's, or an earlier visit's. */
  readonly foreign: () => Found<Value>;
  /** What is there; from now on this tab may replace it. What cannot be read is null, and may be replaced where it could be put aside. */
  readonly take: () => Value | null;
  /** Keeps a value, or none, but where it would replace what is foreign, and is not the same. */
  readonly put: (value: Value | null) => 'kept' | 'foreign' | 'failed';
  /** Puts what is there aside, so that this tab may replace it. @returns false where there is no room for it. */
  readonly setAside: () => boolean;
}

/** @param place of `PLACES` in kept-places.ts, or of a kernel. */
export function kept<Value>(place: string, format: Format<Value>): Kept<Value> {
  /** The text that this tab last took or put. */
  let seen: string | null = null;
  /** Reading takes longer than asking whether anything changed. */
  let latest: { readonly text: string; readonly found: Found<Value> } | null = null;

  const foundIn = (text: string | null): Found<Value> => {
    if (text === null) return { is: 'nothing' };
    if (latest?.text !== text) {
      const value = readAs(format, text);
      latest = { text, found: value === null ? { is: 'unreadable' } : { is: 'readable', value } };
    }
    return latest.found;
  };
  const write = (value: Value | null) => {
    const text = value === null ? null : format.write(value);
    if (text === null) localStorage.removeItem(place);
    else localStorage.setItem(place, text);
    seen = text;
  };
  const setAside = () => {
    const text = keptText(place);
    if (!putAside(place)) return false;
    seen = text;
    return true;
  };
  return {
    read: () => readable(foundIn(keptText(place))),
    update: (change) => {
      const found = foundIn(keptText(place));
      if (found.is === 'unreadable' && !setAside()) return false;
      return keeping(() => {
        write(change(readable(found)));
        return true;
      });
    },
    foreign: () => {
      const text = keptText(place);
      return text === seen ? { is: 'nothing' } : foundIn(text);
    },
    take: () => {
      const text = keptText(place);
      const found = foundIn(text);
      if (found.is === 'unreadable') setAside();
      else seen = text;
      return readable(found);
    },
    put: (value) => {
      let outcome: 'kept' | 'foreign' | 'failed' = 'failed';
      keeping(() => {
        const there = localStorage.getItem(place);
        const same = value !== null && there === format.write(value);
        if (there !== null && there !== seen && !same) {
          outcome = 'foreign';
          return false;
        }
        write(value);
        outcome = 'kept';
        return true;
      });
      return outcome;
    },
    setAside,
  };
}

function readable<Value>(found: Found<Value>): Value | null {
  return found.is === 'readable' ? found.value : null;
}
