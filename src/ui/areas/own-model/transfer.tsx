import { downloadWords } from '../../../report/download.ts';
import { progressOf } from '../../state/task.ts';
import styles from './own-model.module.css';
import type { Transfer } from './own-model-store.ts';

interface TransferProps {
  readonly of: Transfer<unknown>;
  /** What the bar shows, for screen readers. */
  readonly label: string;
  readonly stop: () => void;
  readonly stopLabel: string;
}

/** Bytes on their way: how many, how fast, and the press that ends it. */
export function TransferProgress({ of, label, stop, stopLabel }: TransferProps) {
  const progress = progressOf(of);
  const stopping = of.state === 'stopping';
  return (
    <div className={styles.download} data-part="download">
      <progress
        aria-label={label}
        {...(progress?.total != null && { value: progress.loaded, max: progress.total })}
      />
      <div className="row">
        <p className="number">{progress ? downloadWords(progress) : 'Beginning…'}</p>
        <button type="button" disabled={stopping} onClick={stop}>
          {stopping ? 'Stopping…' : stopLabel}
        </button>
      </div>
    </div>
  );
}
