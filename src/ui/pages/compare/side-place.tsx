import { type DragEvent, useId, useState } from 'react';
import { visible } from '../../../experiment/visible.ts';
import { sideWords } from '../../../report/transcripts.ts';
import type { ImportSide, ReadSide } from '../../../worker/methods/imports.ts';
import { FileButton } from '../../kit/file-button.tsx';
import { megabytes } from '../../kit/format.ts';
import { Name } from '../../kit/name.tsx';
import streams from '../../kit/styles/streams.module.css';
import tables from '../../kit/styles/tables.module.css';
import { faultOf, isUnderWay, resultOf } from '../../state/task.ts';
import styles from './compare.module.css';
import { choosePart, clearSide, readFile, stopReading, useCompare } from './compare-store.ts';
import { KeptChoice } from './kept-choice.tsx';

/** Where one side's run goes: chosen, dropped or pasted; then what it is. */
export function SidePlace({ side }: { readonly side: ImportSide }) {
  const source = useCompare(({ sources }) => sources[side]);
  const work = useCompare(({ sides }) => sides[side]);
  const [over, setOver] = useState(false);
  const read = resultOf(work);
  const fault = faultOf(work);
  const name = side.toUpperCase();
  const drop = (event: DragEvent) => {
    setOver(false);
    const [file] = event.dataTransfer.files;
    // Two files at once are the page's, which gives each its side.
    if (!file || event.dataTransfer.files.length > 1) return;
    event.preventDefault();
    void readFile(side, file, file.name);
  };
  return (
    <section
      className={`${styles.place} ${over ? styles.over : ''}`}
      data-side={side}
      data-part="side-place"
      aria-label={`Run ${name}`}
      onDragEnter={() => setOver(true)}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      }}
      onDrop={drop}
    >
      <h3>
        <span className={streams.badge}>{name}</span>{' '}
        {source ? <Name of={read?.label ?? source.name} /> : 'no run yet'}
      </h3>
      {read && <Facts side={side} read={read} part={source?.part ?? null} />}
      {fault && (
        <p className={styles.refused} role="alert">
          {visible(fault.message)}
        </p>
      )}
      {isUnderWay(work) && <Reading side={side} />}
      {work.state === 'cancelled' && <p className={tables.note}>Reading was cancelled.</p>}
      <div className="row">
        <FileButton
          label={`File of run ${name}`}
          words={source ? 'Choose another file' : 'Choose a file'}
          primary={!source}
          take={(file) => void readFile(side, file, file.name)}
        />
        <KeptChoice side={side} />
        {source && (
          <button type="button" onClick={() => clearSide(side)}>
            Remove
          </button>
        )}
        {!source && <span className={tables.note}>or drop or paste it here</span>}
      </div>
    </section>
  );
}

function Reading({ side }: { readonly side: ImportSide }) {
  const progress = useCompare(({ sides }) => {
    const work = sides[side];
    return isUnderWay(work) ? work.progress : null;
  });
  const size = useCompare(({ sources }) => sources[side]?.file.size ?? 0);
  return (
    <div className="row" role="status">
      <progress value={progress?.done} max={Math.max(1, progress?.total ?? 1)} aria-label="Reading" />
      <span className={tables.note}>Reading {megabytes(size)} MB…</span>
      <button type="button" onClick={() => stopReading(side)}>
        Cancel
      </button>
    </div>
  );
}

interface FactsProps {
  readonly side: ImportSide;
  readonly read: ReadSide;
  readonly part: string | null;
}

const ALL = '';

function Facts({ side, read, part }: FactsProps) {
  const id = useId();
  return (
    <>
      <p>{visible(sideWords(read))}</p>
      {read.notes.map((note) => (
        <p key={note} className={tables.note}>
          {visible(note)}
        </p>
      ))}
      {read.parts.length > 1 && (
        <div className="row">
          <label htmlFor={id}>Of it</label>
          <select
            id={id}
            value={part ?? ALL}
            onChange={({ target }) => choosePart(side, target.value === ALL ? null : target.value)}
          >
            <option value={ALL}>all {read.parts.length}</option>
            {read.parts.map((each) => (
              <option key={each} value={each}>
                {visible(each)}
              </option>
            ))}
          </select>
        </div>
      )}
    </>
  );
}
