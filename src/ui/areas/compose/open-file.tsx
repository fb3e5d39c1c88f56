import type { ChangeEvent } from 'react';
import { droppedFiles, holdsModel } from '../../kit/dropped-files.ts';
import { useFileDrop } from '../../kit/use-file-drop.ts';
import { openDroppedModel } from '../../state/dropped-model.ts';
import { openEditorDialog } from '../../state/editor.ts';
import { openExperimentFile } from '../../state/experiment-file.ts';
import styles from './gallery.module.css';

const INPUT = 'experiment-file';

/** Lets the visitor choose a file. */
export function askForFile(): void {
  document.getElementById(INPUT)?.click();
}

/** Opens experiments from files: chosen in a dialog of the system, or dropped anywhere on the page, where a model opens its dialog. */
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
  const over = useFileDrop(takeDropped);
  return over && <div className={styles.dropPlace}>Drop an experiment or a model to open it</div>;
}

function takeDropped(dropped: DataTransfer): void {
  if (holdsModel(dropped)) {
    void openDroppedModel(droppedFiles(dropped));
    return;
  }
  const [file] = dropped.files;
  if (file) take(file);
}

function take(file: File): void {
  openEditorDialog(null);
  void openExperimentFile(file);
}
