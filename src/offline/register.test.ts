import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { registerOffline } from './register.ts';
import { dismissUpdate, updateStore } from './updates.ts';

/** A service worker that takes messages. */
const worker = () => Object.assign(new EventTarget(), { postMessage: vi.fn() });

class Registration extends EventTarget {
  installing: ReturnType<typeof worker> | null = null;
  waiting: ReturnType<typeof worker> | null = null;
  active: ReturnType<typeof worker> | null = null;
}

class Container extends EventTarget {
  controller: ReturnType<typeof worker> | null = null;
  readonly registration = new Registration();
  readonly register = vi.fn(() => Promise.resolve(this.registration));

  /** A service worker takes over this page, as the browser tells it. */
  takeOver(by: ReturnType<typeof worker>): void {
    this.controller = by;
    this.registration.waiting = null;
    this.registration.active = by;
    this.dispatchEvent(new Event('controllerchange'));
  }

  /** A release was found and taken in. */
  find(by: ReturnType<typeof worker>): void {
    const { registration } = this;
    registration.installing = by;
    registration.dispatchEvent(new Event('updatefound'));
    registration.installing = null;
    registration.waiting = by;
    by.dispatchEvent(new Event('statechange'));
  }
}

let container: Container;
let reload: ReturnType<typeof vi.fn>;
let page: EventTarget;

beforeEach(() => {
  container = new Container();
  reload = vi.fn();
  page = new EventTarget();
  vi.stubEnv('DEV', false);
  vi.stubGlobal('window', page);
  vi.stubGlobal('location', { reload });
  vi.stubGlobal('document', { baseURI: 'https://example.org/lab/', querySelector: () => null });
  vi.stubGlobal('navigator', { serviceWorker: container });
});
afterEach(() => {
  dismissUpdate();
  vi.unstubAllGlobals();
  vi.unstubAllEnvs();
});

/** The page starts, under the service worker of its own release unless this is the first visit. */
async function start({ firstVisit = false } = {}): Promise<void> {
  if (!firstVisit) {
    container.controller = worker();
    container.registration.active = container.controller;
  }
  registerOffline(Promise.resolve());
  await vi.waitFor(() => expect(container.register).toHaveBeenCalled(), { timeout: 20_000 });
  // What follows the registration has run by the next turn of the loop.
  await new Promise((resolve) => setTimeout(resolve));
}

const said = () => updateStore.getState().update?.state ?? null;

it('says nothing of an update on a first visit', async () => {
  await start({ firstVisit: true });
  const first = worker();
  container.find(first);
  container.takeOver(first);
  expect(said()).toBeNull();
  expect(reload).not.toHaveBeenCalled();
});

it('waits for the lab’s worker on a first visit alone', async () => {
  const never = new Promise(() => undefined);
  registerOffline(never);
  await new Promise((resolve) => setTimeout(resolve));
  expect(container.register).not.toHaveBeenCalled();
  container.controller = worker();
  registerOffline(never);
  await vi.waitFor(() => expect(container.register).toHaveBeenCalledOnce(), { timeout: 20_000 });
});

it('loads the page again in the tab that asked, once the newer release has taken over', async () => {
  await start();
  const newer = worker();
  container.find(newer);
  expect(said()).toBe('ready');
  updateStore.getState().update?.load();
  expect(newer.postMessage).toHaveBeenCalledWith({ type: 'SKIP_WAITING' });
  expect(reload).not.toHaveBeenCalled();
  container.takeOver(newer);
  expect(reload).toHaveBeenCalledOnce();
});

it('never loads another tab again, and tells it', async () => {
  await start();
  const newer = worker();
  container.find(newer);
  container.takeOver(newer);
  expect(said()).toBe('taken');
  expect(reload).not.toHaveBeenCalled();
});

it('offers a release that waited before the page came', async () => {
  container.registration.waiting = worker();
  await start();
  expect(said()).toBe('ready');
});

it('offers a release that another tab found and that is still being taken in', async () => {
  const { registration } = container;
  const newer = worker();
  registration.installing = newer;
  await start();
  expect(said()).toBeNull();
  Object.assign(registration, { installing: null, waiting: newer });
  newer.dispatchEvent(new Event('statechange'));
  expect(said()).toBe('ready');
});

it('loads again at once where another tab was quicker', async () => {
  await start();
  container.find(worker());
  container.registration.waiting = null;
  updateStore.getState().update?.load();
  expect(reload).toHaveBeenCalledOnce();
});

it('says so where a part of the page is gone', async () => {
  await start();
  page.dispatchEvent(new Event('vite:preloadError'));
  expect(said()).toBe('gone');
});

it.each([
  ['has none', {}],
  [
    'forbids them',
    {
      get serviceWorker() {
        throw new DOMException('The context is sandboxed.', 'SecurityError');
      },
    },
  ],
  [
    'refuses to register one',
    { serviceWorker: Object.assign(new Container(), { register: () => Promise.reject(new Error('no')) }) },
  ],
])('works without service workers where the browser %s', async (_, navigator) => {
  vi.stubGlobal('navigator', navigator);
  registerOffline(Promise.resolve());
  await new Promise((resolve) => setTimeout(resolve));
  expect(said()).toBeNull();
});
