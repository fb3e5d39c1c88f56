import { openPageLock, type PageMessage } from './names.ts';
import { tellOfUpdate } from './updates.ts';

const reload = () => location.reload();

/**
 * Builds alone have a service worker; where the browser has none, or forbids it, the page works with a network only.
 * @param workerUp settles when the lab's worker runs. On a first visit the service worker has to take that over as well, so that the
 * model is kept, and Firefox leaves out a worker that is just starting.
 */
export function registerOffline(workerUp: Promise<unknown>): void {
  if (import.meta.env.DEV) return;
  // A script of this page that comes neither from a cache nor from the host, which may have another release by now.
  window.addEventListener('vite:preloadError', () => tellOfUpdate('gone', reload));
  register(workerUp).catch(() => undefined);
}

/** Rejects with what the browser throws where it forbids service workers: a frame without an origin, storage denied. */
async function register(workerUp: Promise<unknown>): Promise<void> {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  const asked = { here: false };
  followController(serviceWorker, asked);
  holdRelease(serviceWorker);
  if (!serviceWorker.controller) await workerUp;
  const registration = await serviceWorker.register(new URL('sw.js', document.baseURI));
  offerWaiting(registration, asked);
}

/** A newer release reloads the tab that asked for it. Every other one goes on: a run may be under way, or its results on screen. */
function followController(serviceWorker: ServiceWorkerContainer, asked: { readonly here: boolean }): void {
  let before = serviceWorker.controller;
  serviceWorker.addEventListener('controllerchange', () => {
    // On a first visit there was no release before, and nothing to tell of.
    const first = before === null;
    before = serviceWorker.controller;
    if (asked.here) reload();
    else if (!first) tellOfUpdate('taken', reload);
  });
}

function offerWaiting(registration: ServiceWorkerRegistration, asked: { here: boolean }): void {
  const take = () => {
    const { waiting } = registration;
    // Another tab may have taken it into use in the meantime.
    if (!waiting) return reload();
    asked.here = true;
    tell(waiting, { type: 'SKIP_WAITING' });
  };
  const offer = () => {
    // On a first visit there is none before it, and nothing to wait for.
    if (registration.waiting && registration.active) tellOfUpdate('ready', take);
  };
  const follow = () => registration.installing?.addEventListener('statechange', offer);
  offer();
  // One that another tab found may be on its way already.
  follow();
  registration.addEventListener('updatefound', follow);
}

/** As long as this page is open, the files of its release are kept. */
function holdRelease(serviceWorker: ServiceWorkerContainer): void {
  const entry = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  if (!entry || !navigator.locks) return;
  const untilLeft = () =>
    new Promise<void>((resolve) => {
      window.addEventListener('pagehide', () => resolve(), { once: true });
    });
  const hold = () => {
    const held = navigator.locks.request(openPageLock(entry.src), { mode: 'shared' }, () => {
      if (serviceWorker.controller) tell(serviceWorker.controller, { type: 'PAGE_OPENED' });
      return untilLeft();
    });
    held.catch(() => undefined);
  };
  hold();
  // Back from the browser's history. A page with a lock would not be kept there.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) hold();
  });
}

function tell(worker: ServiceWorker, message: PageMessage): void {
  worker.postMessage(message);
}
