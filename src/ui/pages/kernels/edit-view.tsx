import { useEffect, useState } from 'react';
import { EDITABLE_KERNELS, preludeText } from '../../../workbench/tester/editable-kernels.ts';
import setup from '../../kit/styles/setup.module.css';
import tables from '../../kit/styles/tables.module.css';
import { useLab } from '../../state/lab-store.ts';
import { resultOf } from '../../state/task.ts';
import { CompileLine } from './compile-line.tsx';
import { editText, leaveEditor, openKernel, restoreOriginal, useEdit } from './edit-store.ts';
import styles from './edit-view.module.css';
import { KernelList } from './kernel-list.tsx';
import kernels from './kernels.module.css';
import { TestForm } from './test-form.tsx';
import { UseInLab } from './use-in-lab.tsx';
import { VerdictPanel } from './verdict-panel.tsx';
import { WgslEditor } from './wgsl-editor.tsx';

const NO_MESSAGES = [] as const;

/** A copy of a kernel to change, compiled as it is typed, and the question whether it is batch-invariant. */
export function EditView({ id }: { readonly id: string | null }) {
  const known = id === null || EDITABLE_KERNELS.some((kernel) => kernel.id === id);
  const current = useEdit((state) => state.kernel.id);
  const gpu = useLab((state) => state.gpu);
  useEffect(() => openKernel(known && id !== null ? id : current), [id, known, current]);
  useEffect(() => {
    window.addEventListener('pagehide', leaveEditor);
    return () => {
      window.removeEventListener('pagehide', leaveEditor);
      leaveEditor();
    };
  }, []);
  return (
    <div className={styles.editView}>
      <KernelList />
      <div className={styles.editMain}>
        {!known && (
          <p className={setup.refused} role="alert">
            There is no kernel “{id}”.
          </p>
        )}
        {gpu.state === 'missing' && (
          <div className={`${setup.advice} ${kernels.advice}`} role="note">
            <p>{gpu.fault.message}</p>
            <p>Kernels can be read and edited here; compiling and testing them takes WebGPU.</p>
          </div>
        )}
        <EditPanel key={current} />
        <TestForm />
        <VerdictPanel />
        <UseInLab key={`use ${current}`} />
      </div>
    </div>
  );
}

function EditPanel() {
  const { title, file, about } = useEdit((state) => state.kernel);
  const text = useEdit((state) => state.text);
  const original = useEdit((state) => state.original);
  const compile = useEdit((state) => state.compile);
  const [changes, setChanges] = useState(false);
  const [goTo, setGoTo] = useState<{ readonly line: number; readonly column: number } | null>(null);
  const edited = text !== original;
  return (
    <section className={tables.panel} aria-label={`Editor: ${title}`}>
      <div className={styles.editHead}>
        <h3>
          {title} {edited && <span className={styles.editedMark}>edited</span>}
        </h3>
        <p>
          {about} <small>{file}</small>
        </p>
        <div className="row">
          <label className={styles.tick}>
            <input
              type="checkbox"
              checked={changes}
              disabled={!edited && !changes}
              onChange={(event) => setChanges(event.target.checked)}
            />
            Show changes
          </label>
          <button type="button" disabled={!edited} onClick={restoreOriginal}>
            Back to the original
          </button>
        </div>
      </div>
      <Prelude />
      <WgslEditor
        label={`WGSL of ${title}`}
        {...{ text, original, changes, goTo }}
        messages={resultOf(compile) ?? NO_MESSAGES}
        onChange={editText}
      />
      <CompileLine onPlace={setGoTo} />
    </section>
  );
}

/** What is compiled before the text. */
function Prelude() {
  const kernel = useEdit((state) => state.kernel);
  const dtype = useEdit((state) => state.dtype);
  const text = preludeText(kernel, dtype);
  if (text === '') return null;
  return (
    <details className={styles.prelude}>
      <summary>Compiled before it: how {dtype} is stored, and what kernels share (not edited)</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={styles.preludeText} tabIndex={0} aria-label="Compiled before the kernel">
        <pre>{text}</pre>
      </section>
    </details>
  );
}
