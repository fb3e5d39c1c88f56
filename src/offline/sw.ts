/// <reference lib="webworker" />
/** The page's service worker: a release is kept whole, and each open page goes on with its own. Built by scripts/vite/offline.ts. */
import { KeptRelease } from './kept-release.ts';
import type { PageMessage } from './names.ts';
import { HEADER_POLICY } from './policy.ts';
import type { ReleaseFile } from './release-file.ts';

declare const self: ServiceWorkerGlobalScope & {
  /** The build writes the list of the release's files in its place. */
  readonly __WB_MANIFEST: readonly ReleaseFile[];
};

const { registration, clients } = self;

const release = new KeptRelease(self.__WB_MANIFEST, registration.scope, {
  caches: self.caches,
  fetch: (request) => fetch(request),
  alone: async (work) => {
    if (!navigator.locks) return work();
    await navigator.locks.request(`batchmates files ${registration.scope}`, work);
  },
  newerThere: () => registration.installing !== null || registration.waiting !== null,
  // One that was loaded past the service worker has its lock too: it must not stand for another one that has none yet.
  countWindows: async () => {
    const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
    return windows.filter(({ url }) => url.startsWith(registration.scope)).length;
  },
  heldLocks: async () => ((await navigator.locks?.query())?.held ?? []).map(({ name }) => name ?? ''),
});

self.addEventListener('install', (event) => event.waitUntil(release.install()));

self.addEventListener('activate', (event) => {
  // The first visit's service worker takes over at once, so that a model loaded in that visit is kept.
  event.waitUntil(clients.claim().then(() => release.prune()));
});

self.addEventListener('message', (event) => {
  const { type } = event.data as PageMessage;
  if (type === 'SKIP_WAITING') event.waitUntil(self.skipWaiting());
  if (type === 'PAGE_OPENED') event.waitUntil(release.prune());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const answer = release.answer(request, (work) => event.waitUntil(work));
  if (answer) event.respondWith(request.destination === 'worker' ? answer.then(underPolicy) : answer);
});

/** A worker gets its policy from the headers of its script alone, which a static host may be unable to send. */
function underPolicy({ body, headers, status, statusText }: Response): Response {
  const own = new Headers(headers);
  own.set('Content-Security-Policy', HEADER_POLICY);
  return new Response(body, { headers: own, status, statusText });
}
