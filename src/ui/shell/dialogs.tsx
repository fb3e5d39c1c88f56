import { useEffect } from 'react';
import { Dialogs, lateDialog } from '../kit/dialogs.tsx';
import { closeDialog, useShell } from '../state/shell-store.ts';
import { listenForShortcuts } from './shortcuts.ts';

const DIALOGS = {
  palette: lateDialog('Commands', async () => (await import('./palette.tsx')).Palette),
  shortcuts: lateDialog(
    'Keyboard shortcuts',
    async () => (await import('./shortcut-sheet.tsx')).ShortcutSheet,
  ),
  settings: lateDialog('Settings', async () => (await import('./settings-form.tsx')).SettingsForm),
  report: lateDialog('Device report', async () => (await import('./device-report.tsx')).DeviceReport),
  share: lateDialog(
    'Share this experiment',
    async () => (await import('../areas/share/share-form.tsx')).ShareForm,
  ),
};

/** The shell's dialogs, and the shortcuts that open them among everything else. */
export function ShellDialogs() {
  const open = useShell(({ dialog }) => dialog);
  useEffect(listenForShortcuts, []);
  // The page Load has its own to share.
  return <Dialogs dialogs={DIALOGS} open={open === 'share-load' ? null : open} onClose={closeDialog} />;
}
