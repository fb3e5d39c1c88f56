import { Dialogs, lateDialog } from '../../kit/dialogs.tsx';
import { openEditorDialog, useEditor } from '../../state/editor.ts';

const DIALOGS = {
  presets: lateDialog('Presets', async () => (await import('./gallery.tsx')).Gallery),
  paste: lateDialog('Paste many prompts', async () => (await import('./paste-form.tsx')).PasteForm),
  link: lateDialog('Open a link', async () => (await import('./link-form.tsx')).LinkForm),
  fill: lateDialog('Fill the company', async () => (await import('./fill-form.tsx')).FillForm),
};

export function EditorDialogs() {
  const open = useEditor(({ dialog }) => dialog);
  // That one stands above this area.
  return (
    <Dialogs
      dialogs={DIALOGS}
      open={open === 'own-model' ? null : open}
      onClose={() => openEditorDialog(null)}
    />
  );
}
