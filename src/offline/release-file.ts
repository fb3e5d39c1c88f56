/** A file of a release, as the build lists it for the service worker (scripts/vite/offline.ts). */
export interface ReleaseFile {
  /** Relative to the page's folder. */
  readonly url: string;
  /** A hash of the contents; null where the address has one already, so that it never means other contents. */
  readonly revision: string | null;
}

/** Large, and not needed by everyone: kept when it is first used, not when a release is taken in. */
export function isKeptOnUse({ url }: Pick<ReleaseFile, 'url'>): boolean {
  return ON_USE.test(url);
}

const ON_USE = /^(models\/|assets\/ort)/;

/** Where addresses carry a hash: what an older release had there is asked for by its open pages, and by nobody else. */
export function isHashed(path: string): boolean {
  return HASHED.test(path);
}

/** By what such addresses begin with; the build lists their files without a revision. */
export const HASHED = /^(assets|models|examples)\//;

/**
 * Whether a page is of the release that has these files. A host that is slow to hand out a release may still give the page of the
 * one before, whose scripts are no longer there.
 */
export function isPageOf(html: string, files: ReadonlySet<string>): boolean {
  const named = [...html.matchAll(NAMED)].map(([, path]) => path);
  return named.length > 0 && named.every((path) => files.has(path));
}

const NAMED = /\b(?:src|href)=["']?(?:\.\/)?((?:assets|examples)\/[^"'?#\s>]+)/g;

/** Whether an answer is the file that was asked for: some hosts send a page, and status 200, where there is no such file. */
export function isFile(path: string, { status, headers }: Pick<Response, 'status' | 'headers'>): boolean {
  const page = (headers.get('content-type') ?? '').toLowerCase().startsWith('text/html');
  return status === 200 && page === path.endsWith('.html');
}
