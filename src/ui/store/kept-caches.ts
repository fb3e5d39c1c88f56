/** What the service worker keeps when it is first used (vite.config.ts): models, and the files of onnxruntime-web. */
const KEPT_CACHE = 'batchmates-models';

export type CachedFiles = 'models' | 'onnxruntime';

/** Each below the page's own address: another copy of this page on the same host shares the cache. */
const BELOW: Readonly<Record<CachedFiles, string>> = { models: 'models/', onnxruntime: 'assets/ort' };

/** Bytes of what the service worker kept of a kind for this page; 0 where the browser forbids to ask. */
export async function cachedBytes(files: CachedFiles): Promise<number> {
  try {
    if (!(await caches.has(KEPT_CACHE))) return 0;
    const cache = await caches.open(KEPT_CACHE);
    return await bytesOf(cache, await requestsFor(cache, files));
  } catch {
    return 0;
  }
}

/** Removes what was kept of a kind, and nothing else. Throws what the browser throws where it forbids that. */
export async function removeCached(files: CachedFiles): Promise<void> {
  const cache = await caches.open(KEPT_CACHE);
  for (const request of await requestsFor(cache, files)) await cache.delete(request, { ignoreVary: true });
}

/** Bytes of the page itself as its service worker keeps it; 0 where the browser forbids to ask. */
export async function pageBytes(): Promise<number> {
  try {
    const sizes = (await pageCaches()).map(async (name) => {
      const cache = await caches.open(name);
      return await bytesOf(cache, await cache.keys());
    });
    return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  } catch {
    return 0;
  }
}

/**
 * Removes the page itself. Without its service worker gone too, it would not be kept again on the next visit. Throws what the
 * browser throws where it forbids that.
 */
export async function removePage(): Promise<void> {
  for (const name of await pageCaches()) await caches.delete(name);
  await (await navigator.serviceWorker?.getRegistration())?.unregister();
}

/** Other pages of this host have caches too; the service worker's own end with the address of its page. */
async function pageCaches(): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.endsWith(`-${pageAddress()}`));
}

async function requestsFor(cache: Cache, files: CachedFiles): Promise<Request[]> {
  const address = `${pageAddress()}${BELOW[files]}`;
  return (await cache.keys()).filter(({ url }) => url.startsWith(address));
}

async function bytesOf(cache: Cache, requests: readonly Request[]): Promise<number> {
  const sizes = requests.map(async (request) => (await (await cache.match(request))?.blob())?.size ?? 0);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

function pageAddress(): string {
  return new URL('./', document.baseURI).href;
}
