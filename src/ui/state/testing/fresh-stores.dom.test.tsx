import { expect, it } from 'vitest';
import { labStore } from '../lab-store.ts';
import { knownStores } from './known-stores.ts';

it('knows the page’s stores, so that a file of tests begins with each as new', () => {
  expect(knownStores).toContain(labStore);
});
