import type { Action } from './action.ts';
import { compareActions } from './compare/compare-actions.ts';
import { composeActions } from './compose/compose-actions.ts';
import { runActions } from './run/run-actions.ts';
import { shareActions } from './share/share-actions.ts';
import { shellActions } from './shell/shell-actions.ts';

/** Every action of the page; each area lists its own. */
export const ACTIONS: readonly Action[] = [
  ...runActions,
  ...compareActions,
  ...composeActions,
  ...shareActions,
  ...shellActions,
];
