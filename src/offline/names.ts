/** What a page and its service worker call the things that both of them see. Other copies of the page on the same host have others. */

/** The cache of all files that are kept of a page, whatever the release. `page` is the page's address, with a slash at its end. */
export function keptCacheName(page: string): string {
  return `batchmates${belongingTo(page)}`;
}

/** How the names of a page's caches end, those of earlier releases too. */
export function belongingTo(page: string): string {
  return `-${page}`;
}

/** Held, shared, by every open page. `entry` is the address of its first script, which is another one in each release. */
export function openPageLock(entry: string): string {
  return `${OPEN_PAGE}${entry}`;
}

/** The first script of the page that holds a lock; null where the lock is none of `openPageLock`'s. */
export function entryOf(lock: string): string | null {
  return lock.startsWith(OPEN_PAGE) ? lock.slice(OPEN_PAGE.length) : null;
}

const OPEN_PAGE = 'batchmates open page ';

/** What a page tells the service worker: it has its lock; the waiting release is to take over, in the words of earlier versions' pages. */
export interface PageMessage {
  readonly type: 'PAGE_OPENED' | 'SKIP_WAITING';
}
