import { belongingTo, entryOf, keptCacheName } from './names.ts';
import { isFile, isHashed, isKeptOnUse, isPageOf, type ReleaseFile } from './release-file.ts';

/** What of its surroundings a service worker's release needs; tests have others. */
export interface Host {
  readonly caches: CacheStorage;
  readonly fetch: (request: Request) => Promise<Response>;
  /** Runs work alone among all releases of the page. */
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  /** Whether a newer release than this one is being taken in, or waits. */
  readonly newerThere: () => boolean;
  /** Windows that show the page, whatever their release. */
  readonly countWindows: () => Promise<number>;
  /** Names of the locks that are held, one for each holder. */
  readonly heldLocks: () => Promise<readonly string[]>;
}

const PAGE = 'index.html';

/** Where earlier versions kept models, those of all copies of the page on a host. */
const MODELS_BEFORE = 'batchmates-models';

/**
 * The files of one release as the browser keeps them. All releases share a cache: an address with a hash in it means the same
 * contents in each, so that a new release fetches only what is new, and open pages of the one before find what was theirs.
 */
export class KeptRelease {
  readonly #folder: string;
  readonly #host: Host;
  /** By address: the key in the cache, which carries the revision where the address does not. */
  readonly #keys: ReadonlyMap<string, string>;
  readonly #files: readonly ReleaseFile[];

  /** `folder` is the page's address, with a slash at its end. */
  constructor(files: readonly ReleaseFile[], folder: string, host: Host) {
    this.#files = files;
    this.#folder = folder;
    this.#host = host;
    this.#keys = new Map(files.map((file) => [this.#address(file), this.#key(file)]));
  }

  /** Takes in the whole page. Throws Error where a file cannot be had, or the host still hands out another release's page. */
  install(): Promise<void> {
    return this.#host.alone(async () => {
      const cache = await this.#open();
      const kept = new Set((await cache.keys()).map(({ url }) => url));
      const wanted = this.#files.filter((file) => !isKeptOnUse(file) && !kept.has(this.#key(file)));
      await Promise.all(wanted.map(async (file) => cache.put(this.#key(file), await this.#fetchWhole(file))));
    });
  }

  /**
   * The answer to a request of the page, or null where it is none of a release's business. `until` keeps the service worker alive.
   * A file that is kept never asks the host, which may have gone on to another release, or be away.
   */
  answer(request: Request, until: (work: Promise<unknown>) => void): Promise<Response> | null {
    if (request.method !== 'GET') return null;
    const path = this.#path(request.url);
    if (path === null) return null;
    const address = new URL(path, this.#folder).href;
    const key = this.#keys.get(address);
    if (key === undefined) return isHashed(path) ? this.#answerFrom(address, request) : null;
    return this.#answerFrom(key, request, (answer) => {
      if (isKeptOnUse({ url: path }) && isFile(path, answer)) until(this.#keep(key, answer.clone()));
    });
  }

  /**
   * Drops what this release does not have, its models included, unless a newer release is there or a page of another release is
   * open: such a page may yet ask for more of its own files.
   */
  async prune(): Promise<void> {
    const { alone, caches, newerThere } = this.#host;
    // A release is taken in for as long as the network takes: activation, which every page waits for, does not wait for that.
    if (newerThere()) return;
    await alone(async () => {
      if (newerThere() || !(await this.#allPagesAreMine())) return;
      const cache = await this.#open();
      const mine = new Set(this.#keys.values());
      for (const { url } of await cache.keys()) if (!mine.has(url)) await cache.delete(url, ANY);
      const own = keptCacheName(this.#folder);
      const others = (await caches.keys()).filter((name) => name.endsWith(belongingTo(this.#folder)));
      for (const name of others) if (name !== own) await caches.delete(name);
      if (await caches.has(MODELS_BEFORE)) await dropBelow(this.#folder, await caches.open(MODELS_BEFORE));
    });
  }

  async #answerFrom(key: string, request: Request, fetched?: (answer: Response) => void): Promise<Response> {
    const kept = await this.#find(key);
    if (kept) return kept;
    const answer = await this.#host.fetch(request);
    fetched?.(answer);
    return answer;
  }

  /** Undefined too where the browser forbids caches: the page then works with a network only. */
  async #find(key: string): Promise<Response | undefined> {
    try {
      return await (await this.#open()).match(key, ANY);
    } catch {
      return undefined;
    }
  }

  /** Where there is no room the file is not kept, and nothing else changes. */
  async #keep(key: string, answer: Response): Promise<void> {
    await this.#open()
      .then((cache) => cache.put(key, answer))
      .catch(() => undefined);
  }

  async #fetchWhole(file: ReleaseFile): Promise<Response> {
    const address = this.#address(file);
    const cache = file.revision === null ? 'default' : 'reload';
    const answer = await this.#host.fetch(new Request(address, { cache, credentials: 'same-origin' }));
    if (!isFile(file.url, answer)) {
      const type = answer.headers.get('content-type');
      throw new Error(`${address}: expected a file, found status ${answer.status} (${type})`);
    }
    if (file.url === PAGE) await this.#checkPage(answer.clone());
    return answer.redirected ? unredirected(answer) : answer;
  }

  async #checkPage(answer: Response): Promise<void> {
    const files = new Set(this.#files.map(({ url }) => url));
    if (!isPageOf(await answer.text(), files))
      throw new Error(`${answer.url}: expected the page of this release, found another one`);
  }

  async #allPagesAreMine(): Promise<boolean> {
    const windows = await this.#host.countWindows();
    const entries = (await this.#host.heldLocks()).map(entryOf).filter((entry) => entry !== null);
    const open = entries.filter((entry) => entry.startsWith(this.#folder));
    // A page that is still starting has no lock yet, and may be of any release.
    return open.every((entry) => this.#keys.has(entry)) && open.length >= windows;
  }

  /** The path below the page's folder, of a static host: what stands behind `?` or `#` is not looked at. */
  #path(url: string): string | null {
    const { origin, pathname } = new URL(url);
    const address = `${origin}${pathname}`;
    if (!address.startsWith(this.#folder)) return null;
    return address.slice(this.#folder.length) || PAGE;
  }

  #address({ url }: ReleaseFile): string {
    return new URL(url, this.#folder).href;
  }

  #key(file: ReleaseFile): string {
    const address = this.#address(file);
    return file.revision === null ? address : `${address}?revision=${file.revision}`;
  }

  async #open(): Promise<Cache> {
    return await this.#host.caches.open(keptCacheName(this.#folder));
  }
}

/** Hosts may vary their answers by headers that say nothing of the contents. */
const ANY = { ignoreVary: true } as const;

async function dropBelow(folder: string, cache: Cache): Promise<void> {
  for (const { url } of await cache.keys()) if (url.startsWith(folder)) await cache.delete(url, ANY);
}

/** A browser refuses a redirected answer for the page itself; hosts redirect `index.html` to its folder. */
function unredirected({ body, headers, status, statusText }: Response): Response {
  return new Response(body, { headers, status, statusText });
}
