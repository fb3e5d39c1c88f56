import type { Action } from '../../state/action.ts';
import { redo, undo } from '../../state/composing.ts';
import { openEditorDialog } from '../../state/editor.ts';
import { bundledExperiments } from '../../state/experiments.ts';
import { jsonStore, showJson } from '../../state/json-draft.ts';
import type { LabState } from '../../state/lab-state.ts';
import { labStore } from '../../state/lab-store.ts';
import { chooseExperiment } from '../../state/opening.ts';
import { startOver } from '../../state/restore.ts';
import { isUnderWay } from '../../state/task.ts';
import { addNoise, addText, rerollAll } from './card-edits.ts';
import { askForFile } from './open-file.tsx';
import { startNew } from './start-new.ts';

const group = 'Compose';
const mayEdit = ({ hidden }: LabState) => !hidden.includes('compose');
const mayUndo = ({ hidden }: LabState) => !(hidden.includes('compose') && hidden.includes('arms'));
const mayOpen = ({ hidden, status }: LabState) => !hidden.includes('presets') && !isUnderWay(status);
const hasNoise = ({ chosen }: LabState) => chosen.experiment.requests.some(({ noise }) => noise);

export const composeActions: readonly Action[] = [
  {
    id: 'presets',
    title: 'Open a preset…',
    group,
    enabled: ({ hidden }) => !hidden.includes('presets'),
    run: () => openEditorDialog('presets'),
  },
  { id: 'open-file', title: 'Open an experiment file…', group, enabled: mayOpen, run: askForFile },
  {
    id: 'open-link',
    title: 'Open a link of a mail or chat…',
    group,
    enabled: mayOpen,
    run: () => openEditorDialog('link'),
  },
  ...bundledExperiments.map(
    ({ id, experiment }): Action => ({
      id: `preset-${id}`,
      title: `Open the preset: ${experiment.title}`,
      group: 'Presets',
      enabled: mayOpen,
      run: () => chooseExperiment(id),
    }),
  ),
  { id: 'new', title: 'New experiment', group, enabled: mayOpen, run: startNew },
  { id: 'start-over', title: 'Start over with the first preset', group, enabled: mayOpen, run: startOver },
  {
    id: 'own-model',
    title: 'Use my model…',
    group,
    enabled: mayEdit,
    run: () => openEditorDialog('own-model'),
  },
  {
    id: 'undo',
    title: 'Undo',
    group,
    keys: 'Mod+z',
    enabled: (state) => mayUndo(state) && labStore.temporal.getState().pastStates.length > 0,
    run: undo,
  },
  {
    id: 'redo',
    title: 'Redo',
    group,
    keys: 'Shift+Mod+z',
    enabled: (state) => mayUndo(state) && labStore.temporal.getState().futureStates.length > 0,
    run: redo,
  },
  {
    id: 'json',
    title: 'Compose as JSON, or in the form',
    group,
    enabled: ({ hidden }) => !hidden.includes('compose') && !hidden.includes('arms'),
    run: () => showJson(jsonStore.getState().shown === 'json' ? 'form' : 'json'),
  },
  { id: 'add-text', title: 'Add a batchmate of your own text', group, enabled: mayEdit, run: addText },
  { id: 'add-noise', title: 'Add a noise batchmate', group, enabled: mayEdit, run: addNoise },
  {
    id: 'paste',
    title: 'Paste many prompts…',
    group,
    enabled: mayEdit,
    run: () => openEditorDialog('paste'),
  },
  { id: 'fill', title: 'Fill the company…', group, enabled: mayEdit, run: () => openEditorDialog('fill') },
  {
    id: 'reroll',
    title: 'Re-roll every noise seed',
    group,
    enabled: (state) => mayEdit(state) && hasNoise(state),
    run: rerollAll,
  },
];
