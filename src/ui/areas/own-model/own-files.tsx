import { type ChangeEvent, type DragEvent, useRef, useState } from 'react';
import { bytesWords, visibleLines } from '../../kit/format.ts';
import { Name } from '../../kit/name.tsx';
import controls from '../../kit/styles/controls.module.css';
import { useLab } from '../../state/lab-store.ts';
import { faultOf, isUnderWay, resultOf } from '../../state/task.ts';
import { droppedFiles, pickedFiles } from './dropped-files.ts';
import { FileList } from './found.tsx';
import { NeedsTable } from './needs-table.tsx';
import styles from './own-model.module.css';
import { chooseOwnFiles, takeFiles, useOwnModel } from './own-model-store.ts';

/** A model from the visitor's own disk: dropped, or picked. Nothing of it leaves the page. */
export function OwnFiles() {
  const [over, setOver] = useState(false);
  const taken = useOwnModel((state) => state.taken);
  const fault = faultOf(taken);
  const hold = (event: DragEvent, held: boolean) => {
    event.preventDefault();
    // The page itself takes experiments.
    event.stopPropagation();
    setOver(held);
  };
  const drop = (event: DragEvent) => {
    hold(event, false);
    void droppedFiles(event.dataTransfer).then(takeFiles);
  };
  return (
    <section
      className={styles.drop}
      data-over={over}
      aria-label="Your own files"
      onDragOver={(event) => hold(event, true)}
      onDragLeave={(event) => hold(event, false)}
      onDrop={drop}
    >
      <p>
        Or drop a folder here, or its files: <code>config.json</code>, <code>tokenizer.json</code> and
        safetensors; or one <code>.gguf</code> file. Nothing leaves this machine.
      </p>
      <div className="row">
        <Picker label="Choose a folder" folder />
        <Picker label="Choose files" />
      </div>
      {isUnderWay(taken) && <p role="status">Reading what is there…</p>}
      {fault && (
        <p role="alert" className={styles.refused}>
          {visibleLines(fault.message)}
        </p>
      )}
      <Taken />
    </section>
  );
}

function Picker({ label, folder = false }: { readonly label: string; readonly folder?: boolean }) {
  const input = useRef<HTMLInputElement>(null);
  const pick = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const files = pickedFiles(target.files);
    if (files.length > 0) void takeFiles(files);
    // The same files chosen again, after they were mended, are a change too.
    target.value = '';
  };
  return (
    <>
      <button type="button" onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={`${label} of a model`}
        onChange={pick}
        {...(folder && { webkitdirectory: '' })}
      />
    </>
  );
}

function Taken() {
  const report = useOwnModel((state) => resultOf(state.taken));
  const needs = useOwnModel((state) => state.needs);
  const used = useLab(({ chosen }) => report !== null && chosen.experiment.model.name === report.name);
  if (!report) return null;
  const { name, files, bytes, refused } = report;
  return (
    <div className={styles.found} data-part="taken">
      <p>
        <strong>
          <Name of={name} />
        </strong>
        : {bytesWords(bytes)}, read where it lies, for as long as this page is open.
      </p>
      <FileList files={files} />
      {refused !== null && (
        <p role="alert" className={styles.refused}>
          This lab cannot run it: {visibleLines(refused)}
        </p>
      )}
      {needs && <NeedsTable needs={needs} />}
      {refused === null && (
        <div className="row">
          <button
            type="button"
            className={controls.primary}
            disabled={used}
            onClick={() => chooseOwnFiles(report)}
          >
            {used ? 'The experiment runs on it' : 'Use it'}
          </button>
          <small className={styles.beside}>
            A link cannot carry it: whoever opens one needs the same files, or a hub that has them.
          </small>
        </div>
      )}
    </div>
  );
}
