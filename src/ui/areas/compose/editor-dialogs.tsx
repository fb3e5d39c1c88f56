import type { ComponentType } from 'react';
import { Dialog } from '../../kit/dialog.tsx';
import { type EditorDialog, openEditorDialog, useEditor } from '../../state/editor.ts';
import { FillForm } from './fill-form.tsx';
import { Gallery } from './gallery.tsx';
import { LinkForm } from './link-form.tsx';
import { PasteForm } from './paste-form.tsx';

const DIALOGS: Readonly<Record<EditorDialog, { readonly title: string; readonly Content: ComponentType }>> = {
  presets: { title: 'Presets', Content: Gallery },
  paste: { title: 'Paste many prompts', Content: PasteForm },
  link: { title: 'Open a link', Content: LinkForm },
  fill: { title: 'Fill the company', Content: FillForm },
};

export function EditorDialogs() {
  const open = useEditor(({ dialog }) => dialog);
  return Object.entries(DIALOGS).map(([name, { title, Content }]) => (
    <Dialog key={name} open={open === name} onClose={() => openEditorDialog(null)} title={title}>
      <Content />
    </Dialog>
  ));
}
