import { type ChangeEvent, useEffect, useState } from 'react';
import { openEditorDialog } from '../../state/editor.ts';
import { openExperimentFile } from '../../state/experiment-file.ts';
import styles from './gallery.module.css';

const INPUT = 'experiment-file';

/** Lets the visitor choose a file. */
export function askForFile(): void {
  document.getElementById(INPUT)?.click();
}

/** Opens experiments from files: chosen in a dialog of the system, or dropped anywhere on the page. */
export function OpenFile() {
  const open = (event: ChangeEvent<HTMLInputElement>) => {
    const [file] = event.target.files ?? [];
    if (file) take(file);
    // The same file chosen again, after it was mended, is a change too.
    event.target.value = '';
  };
  return (
    <>
      <input
        id={INPUT}
        type="file"
        accept=".json,application/json"
        hidden
        onChange={open}
        aria-label="Experiment file"
      />
      <DropPlace />
    </>
  );
}

function DropPlace() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const holdsFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const drag = (event: DragEvent) => {
      if (!holdsFile(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      // Between elements of the page the pointer has somewhere to go.
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!holdsFile(event)) return;
      event.preventDefault();
      setOver(false);
      const [file] = event.dataTransfer?.files ?? [];
      if (file) take(file);
    };
    const listeners = { dragover: drag, dragleave: leave, drop } as const;
    for (const [name, listener] of Object.entries(listeners))
      window.addEventListener(name, listener as EventListener);
    return () => {
      for (const [name, listener] of Object.entries(listeners))
        window.removeEventListener(name, listener as EventListener);
    };
  }, []);
  return over && <div className={styles.dropPlace}>Drop an experiment to open it</div>;
}

function take(file: File): void {
  openEditorDialog(null);
  void openExperimentFile(file);
}
