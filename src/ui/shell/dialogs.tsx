import { type ComponentType, lazy, Suspense, useEffect } from 'react';
import { Dialog } from '../kit/dialog.tsx';
import tables from '../kit/styles/tables.module.css';
import { closeDialog, type DialogName, useShell } from '../state/shell-store.ts';
import { listenForShortcuts } from './shortcuts.ts';

interface DialogEntry {
  readonly title: string;
  readonly Content: ComponentType;
}

/** Content is loaded when its dialog first opens: the first screen does without it. */
const DIALOGS: Readonly<Record<DialogName, DialogEntry>> = {
  palette: {
    title: 'Commands',
    Content: lazy(async () => ({ default: (await import('./palette.tsx')).Palette })),
  },
  shortcuts: {
    title: 'Keyboard shortcuts',
    Content: lazy(async () => ({ default: (await import('./shortcut-sheet.tsx')).ShortcutSheet })),
  },
  settings: {
    title: 'Settings',
    Content: lazy(async () => ({ default: (await import('./settings-form.tsx')).SettingsForm })),
  },
  report: {
    title: 'Device report',
    Content: lazy(async () => ({ default: (await import('./device-report.tsx')).DeviceReport })),
  },
  share: {
    title: 'Share this experiment',
    Content: lazy(async () => ({ default: (await import('../areas/share/share-form.tsx')).ShareForm })),
  },
};

/** The shell's dialogs, and the shortcuts that open them among everything else. */
export function Dialogs() {
  const open = useShell(({ dialog }) => dialog);
  useEffect(listenForShortcuts, []);
  return Object.entries(DIALOGS).map(([name, { title, Content }]) => (
    <Dialog key={name} open={open === name} onClose={closeDialog} title={title}>
      <Suspense fallback={<p className={tables.note}>Loading…</p>}>
        <Content />
      </Suspense>
    </Dialog>
  ));
}
