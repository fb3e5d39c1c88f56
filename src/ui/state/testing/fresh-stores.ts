import { afterAll, vi } from 'vitest';
import type { StateCreator } from 'zustand/vanilla';
import { knownStores } from './known-stores.ts';

// Files of component tests share a process, and its stores: what one of them left, a run under way say, the next one would begin with, and
// whether that matters would follow from their order.
vi.mock('zustand/vanilla', async (original) => {
  const zustand = await original<typeof import('zustand/vanilla')>();
  const made = (create: StateCreator<unknown>) => {
    const store = zustand.createStore(create);
    knownStores.push(store);
    return store;
  };
  return { ...zustand, createStore: (create?: StateCreator<unknown>) => (create ? made(create) : made) };
});

afterAll(() => {
  for (const store of knownStores) store.setState(store.getInitialState(), true);
});
