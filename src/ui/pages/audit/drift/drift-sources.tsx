import { bytesWords } from '../../../../results/amounts.ts';
import { counted } from '../../../../results/text.ts';
import type { DriftSource } from '../../../../worker/methods/audit-drift.ts';
import { FileButton } from '../../../kit/file-button.tsx';
import { Name } from '../../../kit/name.tsx';
import controls from '../../../kit/styles/controls.module.css';
import streams from '../../../kit/styles/streams.module.css';
import tables from '../../../kit/styles/tables.module.css';
import { isUnderWay } from '../../../state/task.ts';
import { ReadingRow } from '../reading-row.tsx';
import styles from './drift.module.css';
import {
  addCurrent,
  clear,
  isReady,
  putReference,
  removeCurrent,
  startAudit,
  stopAudit,
  useDrift,
} from './drift-store.ts';
import { SplitFields } from './split-fields.tsx';

const ACCEPT = '.csv,.tsv,.jsonl,.ndjson,.json,.parquet,text/csv';

/** Which files are the reference and what is now, and the button that audits them. */
export function DriftSources({ over }: { readonly over: boolean }) {
  const reference = useDrift((state) => state.reference);
  const currents = useDrift((state) => state.currents);
  const ready = useDrift(isReady);
  const audit = useDrift((state) => state.audit);
  const split = useDrift((state) => state.split.kind !== 'none');
  return (
    <>
      <div className={styles.places}>
        <section className={`${styles.place} ${over ? styles.over : ''}`} aria-label="Reference">
          <h3>
            <span className={streams.badge}>Reference</span>{' '}
            {reference ? <SourceName source={reference} /> : 'no file yet'}
          </h3>
          <div className="row">
            <FileButton
              label="File of the reference"
              words="Choose a file"
              accept={ACCEPT}
              primary={!reference}
              take={putReference}
            />
            {reference && (
              <button type="button" onClick={clear}>
                Remove
              </button>
            )}
            {!reference && <span className={tables.note}>CSV, JSON Lines or Parquet, or drop it here</span>}
          </div>
        </section>
        <section className={`${styles.place} ${over ? styles.over : ''}`} aria-label="Current">
          <h3>
            <span className={streams.badge}>Current</span>{' '}
            {split ? 'of the same file' : currents.length === 0 && 'no file yet'}
          </h3>
          {!split && (
            <>
              <ul>
                {currents.map((source, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a file may be there twice, and the list is only cut.
                  <li key={i}>
                    <SourceName source={source} />{' '}
                    <button type="button" className={controls.link} onClick={() => removeCurrent(i)}>
                      remove
                    </button>
                  </li>
                ))}
              </ul>
              <div className="row">
                <FileButton
                  label="File of what is now"
                  words={currents.length === 0 ? 'Choose a file' : 'Add a later window'}
                  accept={ACCEPT}
                  primary={reference !== null && currents.length === 0}
                  take={addCurrent}
                />
              </div>
            </>
          )}
          <SplitFields />
        </section>
      </div>
      <div className="row">
        {isUnderWay(audit) ? (
          <ReadingRow progress={audit.progress} onCancel={stopAudit} />
        ) : (
          <button
            type="button"
            className={controls.primary}
            disabled={!ready}
            onClick={() => void startAudit()}
          >
            Audit
          </button>
        )}
      </div>
    </>
  );
}

function SourceName({ source }: { readonly source: DriftSource }) {
  const size = source.kind === 'file' ? bytesWords(source.file.size) : counted(source.rows.length, 'request');
  return (
    <>
      <Name of={source.name} /> <small>{size}</small>
    </>
  );
}
