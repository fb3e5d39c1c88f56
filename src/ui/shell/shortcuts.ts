import type { Action } from '../state/action.ts';
import type { LabState } from '../state/lab-state.ts';
import { labStore } from '../state/lab-store.ts';
import { ACTIONS } from './action-table.ts';
import { belongsTo, isShortcut, placeOfTarget } from './keys.ts';

/** What a visitor may do now: what a link hides is not on offer. */
export function isOffered({ group, enabled }: Action, state: LabState): boolean {
  if (group === 'Share' && state.hidden.includes('share')) return false;
  return enabled?.(state) ?? true;
}

/** Runs the action of a pressed shortcut, from anywhere on the page; an open dialog keeps its keys to itself. */
export function listenForShortcuts(): () => void {
  const hear = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || document.querySelector('dialog[open]')) return;
    if (belongsTo(placeOfTarget(event.target), event)) return;
    const action = ACTIONS.find(({ keys }) => keys && isShortcut(keys, event));
    if (!action) return;
    const offered = isOffered(action, labStore.getState());
    // Not on offer, a key of its own still scrolls or searches; with Mod it must not fall through to the browser.
    if (offered || event.ctrlKey || event.metaKey) event.preventDefault();
    if (offered) action.run();
  };
  window.addEventListener('keydown', hear);
  return () => window.removeEventListener('keydown', hear);
}
