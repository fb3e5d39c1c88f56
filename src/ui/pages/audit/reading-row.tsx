import { bytesWords } from '../../../results/amounts.ts';
import type { Progress } from '../../../worker/method.ts';
import tables from '../../kit/styles/tables.module.css';

interface ReadingRowProps {
  /** Bytes. */
  readonly progress: Progress;
  readonly onCancel: () => void;
}

/** How much of a visitor's files is read, and the button that ends it. */
export function ReadingRow({ progress: { done, total }, onCancel }: ReadingRowProps) {
  return (
    <div className="row" role="status">
      <progress value={total === 0 ? undefined : done} max={Math.max(1, total)} aria-label="Reading" />
      <span className={tables.note}>
        {total === 0 ? 'Reading…' : `Read ${bytesWords(done)} of ${bytesWords(total)}`}
      </span>
      <button type="button" onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}
