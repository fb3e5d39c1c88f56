import type { StoreApi } from 'zustand/vanilla';

/** Every store of the page that a process of tests has made, in order. */
export const knownStores: StoreApi<unknown>[] = [];
