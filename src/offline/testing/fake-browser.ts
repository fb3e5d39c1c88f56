import { type Host, KeptRelease } from '../kept-release.ts';
import { openPageLock } from '../names.ts';
import type { ReleaseFile } from '../release-file.ts';

export const FOLDER = 'https://example.org/lab/';

/** A release whose addresses carry its name, and one file that all releases share. */
export function filesOf(name: string): ReleaseFile[] {
  const hashed = [`assets/index-${name}.js`, `assets/lazy-${name}.js`, 'assets/shared.js'];
  const onUse = [`models/${name}/nano/config.json`, `assets/ort-${name}.wasm`];
  return [
    { url: 'index.html', revision: name },
    ...[...hashed, ...onUse].map((url) => ({ url, revision: null })),
  ];
}

export function pageOf(name: string): string {
  return `<script type="module" src="./assets/index-${name}.js"></script>`;
}

/** A browser with one cache storage, and a host that has the files of one release after the other. */
export class FakeBrowser {
  /** By cache, by key: the text that is kept. */
  readonly stored = new Map<string, Map<string, Response>>();
  /** What the host has, by path; anything else is a 404. */
  host = new Map<string, string>();
  /** Paths that the host was asked for. */
  readonly asked: string[] = [];
  readonly locks: string[] = [];
  windows = 0;
  newer = false;
  /** Whether another release does its work, for as long as it takes. */
  busy = false;
  /** What the browser says to whoever wants to write to a cache. */
  refusal: Error | null = null;
  /** Whether the browser forbids caches altogether. */
  forbidden = false;

  deploy(name: string): void {
    this.host = new Map(filesOf(name).map(({ url }) => [url, `${url} of ${name}`]));
    this.host.set('index.html', pageOf(name));
  }

  release(name: string): KeptRelease {
    return new KeptRelease(filesOf(name), FOLDER, this.#surroundings());
  }

  openPage(name: string): void {
    this.windows++;
    this.locks.push(openPageLock(`${FOLDER}assets/index-${name}.js`));
  }

  closePages(): void {
    this.windows = 0;
    this.locks.length = 0;
  }

  /** All that is kept, by path and query below the page's folder. */
  kept(): string[] {
    return [...this.stored.values()]
      .flatMap((cache) => [...cache.keys()].map((url) => url.replace(FOLDER, '')))
      .sort();
  }

  #surroundings(): Host {
    return {
      caches: this.#caches(),
      fetch: (request) => Promise.resolve(this.#fetch(request)),
      alone: (work) => (this.busy ? new Promise(() => undefined) : work()),
      newerThere: () => this.newer,
      countWindows: () => Promise.resolve(this.windows),
      heldLocks: () => Promise.resolve(this.locks),
    };
  }

  #fetch({ url }: Request): Response {
    const path = url.replace(FOLDER, '') || 'index.html';
    this.asked.push(path);
    const text = this.host.get(path);
    const type = path.endsWith('.html') ? 'text/html' : 'text/plain';
    return text === undefined
      ? new Response('no such file', { status: 404 })
      : new Response(text, { headers: { 'content-type': type } });
  }

  #caches(): CacheStorage {
    const open = (name: string) => {
      if (this.forbidden) throw new DOMException('The operation is insecure.', 'SecurityError');
      const cache = this.stored.get(name) ?? new Map<string, Response>();
      this.stored.set(name, cache);
      return Promise.resolve({
        keys: () => Promise.resolve([...cache.keys()].map((url) => new Request(url))),
        match: (url: string) => Promise.resolve(cache.get(url)?.clone()),
        put: (url: string, answer: Response) =>
          this.refusal ? Promise.reject(this.refusal) : Promise.resolve(void cache.set(url, answer)),
        delete: (url: string) => Promise.resolve(cache.delete(url)),
      });
    };
    return {
      open,
      keys: () => Promise.resolve([...this.stored.keys()]),
      has: (name: string) => Promise.resolve(this.stored.has(name)),
      delete: (name: string) => Promise.resolve(this.stored.delete(name)),
    } as unknown as CacheStorage;
  }
}
