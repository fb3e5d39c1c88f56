import { Dialogs, lateDialog } from '../../kit/dialogs.tsx';
import { openEditorDialog, useEditor } from '../../state/editor.ts';

const DIALOGS = {
  presets: lateDialog('Presets', async () => (await import('./gallery.tsx')).Gallery),
  paste: lateDialog('Paste many prompts', async () => (await import('./paste-form.tsx')).PasteForm),
  link: lateDialog('Open a link', async () => (await import('./link-form.tsx')).LinkForm),
  'own-model': lateDialog(
    'Use my model',
    async () => (await import('../own-model/own-model-form.tsx')).OwnModelForm,
  ),
  fill: lateDialog('Fill the company', async () => (await import('./fill-form.tsx')).FillForm),
};

export function EditorDialogs() {
  const open = useEditor(({ dialog }) => dialog);
  return <Dialogs dialogs={DIALOGS} open={open} onClose={() => openEditorDialog(null)} />;
}
