import { Dialogs, lateDialog } from '../../kit/dialogs.tsx';
import { openEditorDialog, useEditor } from '../../state/editor.ts';

const DIALOGS = {
  'own-model': lateDialog('Use my model', async () => (await import('./own-model-form.tsx')).OwnModelForm),
};

export function OwnModelDialog() {
  const open = useEditor(({ dialog }) => dialog === 'own-model');
  return (
    <Dialogs dialogs={DIALOGS} open={open ? 'own-model' : null} onClose={() => openEditorDialog(null)} />
  );
}
