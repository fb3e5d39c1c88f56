import { newExperiment } from '../../../experiment/edit/new-experiment.ts';
import { openEditorDialog, resetEditor } from '../../state/editor.ts';
import { add } from '../../state/opening.ts';

/** Opens an empty experiment, which claims nothing yet. */
export function startNew(): void {
  openEditorDialog(null);
  resetEditor();
  add({ id: 'new', experiment: newExperiment(), words: 'own' });
}
