import type { Action } from './action.ts';
import { runActions } from './run/run-actions.ts';

/** Every action of the page; each area lists its own. */
export const ACTIONS: readonly Action[] = [...runActions];
