import { expect, it } from 'vitest';
import { ACTIONS } from './action-table.ts';

/** Keys that a browser takes for itself or that a visitor needs there: Chrome, Firefox and Safari on three systems. */
const BROWSER_KEYS = 'acfghjlnopqrstuvwxy,'.split('').map((key) => `Mod+${key}`);

it('has every action once and no key twice', () => {
  const ids = ACTIONS.map(({ id }) => id);
  expect(ids).toEqual([...new Set(ids)]);
  const keys = ACTIONS.flatMap((action) => action.keys?.toLowerCase() ?? []);
  expect(keys).toEqual([...new Set(keys)]);
});

it('takes no key that belongs to the browser', () => {
  // Redo is Mod+y on Windows, and means the same in the page.
  const taken = ACTIONS.flatMap(({ keys, id }) => (keys && id !== 'redo' ? [keys] : []));
  expect(taken.filter((keys) => BROWSER_KEYS.includes(keys))).toEqual([]);
});
