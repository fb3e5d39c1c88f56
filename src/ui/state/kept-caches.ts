import { belongingTo } from '../../offline/names.ts';
import { isKeptOnUse } from '../../offline/release-file.ts';

export type CachedFiles = 'models' | 'onnxruntime' | 'page';

/** Bytes of what the service worker kept of a kind for this page; 0 where the browser forbids to ask. */
export async function cachedBytes(files: CachedFiles): Promise<number> {
  try {
    let bytes = 0;
    for (const name of await pageCaches()) {
      const cache = await caches.open(name);
      bytes += await bytesOf(cache, await requestsFor(cache, files));
    }
    return bytes;
  } catch {
    return 0;
  }
}

/**
 * Removes what was kept of a kind, and nothing else. Without its service worker gone too, the page itself would be kept again on
 * the next visit. Throws what the browser throws where it forbids that.
 */
export async function removeCached(files: CachedFiles): Promise<void> {
  for (const name of await pageCaches()) {
    const cache = await caches.open(name);
    for (const request of await requestsFor(cache, files)) await cache.delete(request, { ignoreVary: true });
  }
  if (files === 'page') await (await navigator.serviceWorker?.getRegistration())?.unregister();
}

/** Other pages of this host have caches too. */
async function pageCaches(): Promise<string[]> {
  return (await caches.keys()).filter((name) => name.endsWith(belongingTo(pageAddress())));
}

async function requestsFor(cache: Cache, files: CachedFiles): Promise<Request[]> {
  return (await cache.keys()).filter(({ url }) => kindOf(url) === files);
}

function kindOf(url: string): CachedFiles {
  const path = url.slice(pageAddress().length);
  if (!isKeptOnUse({ url: path })) return 'page';
  return path.startsWith('models/') ? 'models' : 'onnxruntime';
}

async function bytesOf(cache: Cache, requests: readonly Request[]): Promise<number> {
  const sizes = requests.map(async (request) => (await (await cache.match(request))?.blob())?.size ?? 0);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

function pageAddress(): string {
  return new URL('./', document.baseURI).href;
}
