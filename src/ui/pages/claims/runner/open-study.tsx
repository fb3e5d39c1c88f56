import { type FormEvent, useId, useState } from 'react';
import { SHIPPED_STUDIES, SHIPPED_TITLES } from '../../../../studies/sweep/shipped-studies.ts';
import { visibleLines } from '../../../kit/format.ts';
import { useFileDrop } from '../../../kit/use-file-drop.ts';
import { faultOf, isUnderWay, progressOf } from '../../../state/task.ts';
import styles from './runner.module.css';
import { openFiles, openShipped, openText } from './runner-actions.ts';
import { useRunner } from './runner-store.ts';

/** The ways to a study: one that ships, a link or its JSON, and files, with results or without. */
export function OpenStudy() {
  const busy = useRunner((state) => isUnderWay(state.work));
  const opening = useRunner((state) => state.opening);
  const over = useFileDrop(({ files }) => void (busy || openFiles([...files])));
  const fault = faultOf(opening);
  return (
    <div className={styles.open}>
      <Shipped busy={busy} />
      <Pasted busy={busy} />
      <Files busy={busy} />
      <small role="status">{words(busy, over, progressOf(opening))}</small>
      {fault && <p role="alert">{visibleLines(fault.message)}</p>}
    </div>
  );
}

function words(busy: boolean, over: boolean, progress: string | null): string {
  if (busy) return 'Another study can be opened once this one is paused.';
  if (over) return 'Drop a study, or zips of its results.';
  return progress === null ? '' : `${progress}…`;
}

interface Busy {
  readonly busy: boolean;
}

function Shipped({ busy }: Busy) {
  const id = useId();
  const [chosen, setChosen] = useState<string>(SHIPPED_STUDIES[0]);
  return (
    <div className="row">
      <label htmlFor={id}>A study that ships</label>
      <select id={id} value={chosen} onChange={(event) => setChosen(event.target.value)}>
        {SHIPPED_STUDIES.map((study) => (
          <option key={study} value={study}>{`${SHIPPED_TITLES[study]} (${study})`}</option>
        ))}
      </select>
      <button type="button" aria-disabled={busy} onClick={() => void (busy || openShipped(chosen))}>
        Open
      </button>
    </div>
  );
}

function Pasted({ busy }: Busy) {
  const id = useId();
  const [text, setText] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!busy && text.trim() !== '') void openText(text.trim());
  };
  return (
    <form className="row" onSubmit={submit}>
      <label htmlFor={id}>A link, or a study’s JSON</label>
      <input id={id} type="text" value={text} onChange={(event) => setText(event.target.value)} />
      <button type="submit" aria-disabled={busy}>
        Open it
      </button>
    </form>
  );
}

function Files({ busy }: Busy) {
  return (
    <label className="row">
      A file, or zips of results
      <input
        type="file"
        multiple
        accept=".json,.zip"
        disabled={busy}
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          currentTarget.value = '';
          void openFiles(files);
        }}
      />
    </label>
  );
}
