import { compareActions } from '../areas/compare/compare-actions.ts';
import { composeActions } from '../areas/compose/compose-actions.ts';
import { askActions } from '../areas/investigate/ask-actions.ts';
import { keepActions } from '../areas/keep/keep-actions.ts';
import { runActions } from '../areas/run/run-actions.ts';
import { shareActions } from '../areas/share/share-actions.ts';
import type { Action } from '../state/action.ts';
import { sectionActions } from './section-actions.ts';
import { shellActions } from './shell-actions.ts';

/** Every action of the page; each area lists its own. */
export const ACTIONS: readonly Action[] = [
  ...runActions,
  ...compareActions,
  ...askActions,
  ...keepActions,
  ...composeActions,
  ...sectionActions,
  ...shareActions,
  ...shellActions,
];
