import { type ComponentType, lazy, Suspense } from 'react';
import { Dialog } from './dialog.tsx';
import tables from './styles/tables.module.css';

export interface DialogEntry {
  readonly title: string;
  readonly Content: ComponentType;
}

/** A dialog whose content is loaded when it first opens: the first screen does without it. */
export function lateDialog(title: string, load: () => Promise<ComponentType>): DialogEntry {
  return { title, Content: lazy(async () => ({ default: await load() })) };
}

interface DialogsProps<Name extends string> {
  readonly dialogs: Readonly<Record<Name, DialogEntry>>;
  readonly open: Name | null;
  readonly onClose: () => void;
}

/** Dialogs of which one at most is open. */
export function Dialogs<Name extends string>({ dialogs, open, onClose }: DialogsProps<Name>) {
  return Object.entries<DialogEntry>(dialogs).map(([name, { title, Content }]) => (
    <Dialog key={name} open={open === name} onClose={onClose} title={title}>
      <Suspense fallback={<p className={tables.note}>Loading…</p>}>
        <Content />
      </Suspense>
    </Dialog>
  ));
}
