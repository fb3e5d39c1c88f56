/// <reference types="vite-plugin-pwa/vanillajs" />
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

/** Takes the waiting version of the page into use; null while there is none. */
const updateStore = createStore<{ readonly update: (() => void) | null }>()(() => ({ update: null }));

export function useUpdate(): (() => void) | null {
  return useStore(updateStore, ({ update }) => update);
}

export function dismissUpdate(): void {
  updateStore.setState({ update: null });
}

/** Builds alone have a service worker; where the browser has none, the page works with a network only. */
export function registerOffline(): void {
  if (import.meta.env.DEV) return;
  void import('virtual:pwa-register').then(({ registerSW }) => {
    const update = registerSW({
      immediate: true,
      onNeedRefresh: () => updateStore.setState({ update: () => void update(true) }),
    });
  });
}
