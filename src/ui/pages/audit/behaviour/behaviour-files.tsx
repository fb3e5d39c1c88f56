import { useId } from 'react';
import { bytesWords } from '../../../../results/amounts.ts';
import { FileButton } from '../../../kit/file-button.tsx';
import { Name } from '../../../kit/name.tsx';
import controls from '../../../kit/styles/controls.module.css';
import streams from '../../../kit/styles/streams.module.css';
import tables from '../../../kit/styles/tables.module.css';
import { isUnderWay } from '../../../state/task.ts';
import { ReadingRow } from '../reading-row.tsx';
import styles from './behaviour.module.css';
import {
  chooseArm,
  put,
  remove,
  SIDES,
  type Side,
  startAudit,
  stopAudit,
  useBehaviour,
} from './behaviour-store.ts';

const ACCEPT = '.jsonl,.ndjson,.json,application/json';
const TITLES: Readonly<Record<Side, string>> = { reference: 'Reference', current: 'Current' };

/** Which files are read, and the button that reads them. */
export function BehaviourFiles({ over }: { readonly over: boolean }) {
  const ready = useBehaviour((state) => state.reference !== null);
  const audit = useBehaviour((state) => state.audit);
  return (
    <>
      <div className={styles.places}>
        {SIDES.map((side) => (
          <FilePlace key={side} side={side} over={over} />
        ))}
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

function FilePlace({ side, over }: { readonly side: Side; readonly over: boolean }) {
  const chosen = useBehaviour((state) => state[side]);
  const isExample = useBehaviour((state) => state.example !== null);
  const arm = useId();
  return (
    <section className={`${styles.place} ${over ? styles.over : ''}`} aria-label={TITLES[side]}>
      <h3>
        <span className={streams.badge}>{TITLES[side]}</span>{' '}
        {chosen ? (
          <>
            <Name of={chosen.name} /> <small>{bytesWords(chosen.file.size)}</small>
          </>
        ) : (
          <small>{side === 'reference' ? 'no file yet' : 'none: the reference is described alone'}</small>
        )}
      </h3>
      <div className="row">
        <FileButton
          label={`File of ${side === 'reference' ? 'what was' : 'what is now'}`}
          words="Choose a file"
          accept={ACCEPT}
          take={(file) => put(side, file)}
        />
        {chosen && (
          <button type="button" onClick={() => remove(side)}>
            Remove
          </button>
        )}
        {!chosen && <span className={tables.note}>JSON Lines or a run of this lab, or drop it here</span>}
      </div>
      {chosen && !isExample && (
        <div className={styles.arm}>
          <label htmlFor={arm}>Arm, where it is a run of this lab with several</label>
          <input
            id={arm}
            type="text"
            value={chosen.arm ?? ''}
            onChange={({ target }) => chooseArm(side, target.value)}
          />
        </div>
      )}
    </section>
  );
}
