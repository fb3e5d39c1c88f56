import { type ComponentType, lazy, Suspense } from 'react';
import { Dialog } from '../../kit/dialog.tsx';
import tables from '../../kit/styles/tables.module.css';
import { type EditorDialog, openEditorDialog, useEditor } from '../../state/editor.ts';

/** Content is loaded when its dialog first opens, as the shell's. */
const DIALOGS: Readonly<Record<EditorDialog, { readonly title: string; readonly Content: ComponentType }>> = {
  presets: {
    title: 'Presets',
    Content: lazy(async () => ({ default: (await import('./gallery.tsx')).Gallery })),
  },
  paste: {
    title: 'Paste many prompts',
    Content: lazy(async () => ({ default: (await import('./paste-form.tsx')).PasteForm })),
  },
  link: {
    title: 'Open a link',
    Content: lazy(async () => ({ default: (await import('./link-form.tsx')).LinkForm })),
  },
  fill: {
    title: 'Fill the company',
    Content: lazy(async () => ({ default: (await import('./fill-form.tsx')).FillForm })),
  },
};

export function EditorDialogs() {
  const open = useEditor(({ dialog }) => dialog);
  return Object.entries(DIALOGS).map(([name, { title, Content }]) => (
    <Dialog key={name} open={open === name} onClose={() => openEditorDialog(null)} title={title}>
      <Suspense fallback={<p className={tables.note}>Loading…</p>}>
        <Content />
      </Suspense>
    </Dialog>
  ));
}
