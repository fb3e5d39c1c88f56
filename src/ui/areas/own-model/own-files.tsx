import { type ChangeEvent, type DragEvent, useRef, useState } from 'react';
import { droppedFiles, pickedFiles } from '../../kit/dropped-files.ts';
import { faultOf, isUnderWay, resultOf } from '../../state/task.ts';
import styles from './own-model.module.css';
import { useOwnModel } from './own-model-store.ts';
import { Refused } from './refused.tsx';
import { takeFiles } from './take-files.ts';
import { Taken } from './taken.tsx';

/** A model from the visitor's own disk: dropped, or picked. Nothing of it leaves the page. `first`: nothing else stands before it. */
export function OwnFiles({ first }: { readonly first: boolean }) {
  const [over, setOver] = useState(false);
  const taken = useOwnModel((state) => state.taken);
  const fault = faultOf(taken);
  const report = resultOf(taken);
  const hold = (event: DragEvent, held: boolean) => {
    event.preventDefault();
    // The page itself takes experiments and models, too.
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
        {first ? 'Drop' : 'Or drop'} a folder here, or its files: <code>config.json</code>,{' '}
        <code>tokenizer.json</code> and safetensors; or one <code>.gguf</code> file. Nothing leaves this
        machine.
      </p>
      <div className="row">
        <Picker label="Choose a folder" folder />
        <Picker label="Choose files" />
      </div>
      {isUnderWay(taken) && <p role="status">Reading what is there…</p>}
      {fault && <Refused text={fault.message} />}
      {report && <Taken report={report} />}
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
