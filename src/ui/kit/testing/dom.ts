import { act, cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { bringLateParts } from '../late.tsx';

/**
 * For tests of components in jsdom: what it lacks of a browser, no more of it than our components read, and an empty page after
 * each test. A dialog and a popover know whether they are open; a dialog gives the focus back and tells that it closed, and a
 * size never changes.
 */
afterEach(cleanup);
// As on a page whose first screen is drawn.
beforeAll(bringLateParts);
// Files share a process and its modules: a part whose loading the end of a file broke off would be missing in the next one.
afterAll(() => vi.dynamicImportSettled());
// Generous, because it only ends tests that hang: a part that is loaded when it is opened takes its time on a busy machine.
configure({ asyncUtilTimeout: 30_000 });

const before = new WeakMap<HTMLDialogElement, Element | null>();

Object.assign(HTMLDialogElement.prototype, {
  showModal(this: HTMLDialogElement) {
    before.set(this, document.activeElement);
    this.open = true;
    this.querySelector<HTMLElement>('button, input')?.focus();
  },
  close(this: HTMLDialogElement) {
    if (!this.open) return;
    this.open = false;
    const focused = before.get(this);
    if (focused instanceof HTMLElement) focused.focus();
    queueMicrotask(() => this.dispatchEvent(new Event('close')));
  },
});

Object.assign(HTMLElement.prototype, {
  showPopover(this: HTMLElement) {
    this.dataset.shown = '';
  },
  scrollIntoView: () => undefined,
  setPointerCapture: () => undefined,
});

// No picture is painted.
HTMLCanvasElement.prototype.getContext = () => null;
window.matchMedia = (media) =>
  Object.assign(new EventTarget(), { media, matches: false, onchange: null }) as unknown as MediaQueryList;

globalThis.IntersectionObserver = class {
  observe = () => undefined;
  unobserve = () => undefined;
  disconnect = () => undefined;
} as unknown as typeof IntersectionObserver;

globalThis.ResizeObserver = class {
  observe = () => undefined;
  unobserve = () => undefined;
  disconnect = () => undefined;
};

/** Until what was put off has happened, such as the news that a dialog closed. */
export function settled(): Promise<void> {
  return new Promise((resolve) => act(async () => undefined).then(() => resolve()));
}
