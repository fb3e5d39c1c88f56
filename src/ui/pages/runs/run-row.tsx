import { useState } from 'react';
import { bytesWords, dateWords } from '../../kit/format.ts';
import { Name } from '../../kit/name.tsx';
import controls from '../../kit/styles/controls.module.css';
import { runAddress } from '../../state/page-address.ts';
import { MOST_NAME } from '../../state/runs/kept-run.ts';
import { renameRun } from '../../state/runs/kept-runs.ts';
import { outcomeWords, type RunSummary, ranOnWords, runName } from '../../state/runs/run-summary.ts';
import styles from './runs.module.css';

interface RunRowProps {
  readonly run: RunSummary;
  readonly marked: boolean;
  readonly onMark: () => void;
}

/** One kept run: what it is, what came of it, and the way into it. */
export function RunRow({ run, marked, onMark }: RunRowProps) {
  const [naming, setNaming] = useState(false);
  const { id, name, title, date, model, bytes, imported } = run;
  return (
    <li className={styles.row} data-marked={marked || undefined}>
      <input type="checkbox" checked={marked} onChange={onMark} aria-label={`Mark ${runName(run)}`} />
      <div className={styles.rowName}>
        {naming ? (
          <NameForm run={run} done={() => setNaming(false)} />
        ) : (
          <>
            <a href={runAddress(id)}>
              <Name of={name ?? title} />
            </a>
            <button
              type="button"
              className={controls.link}
              aria-label={`Rename ${runName(run)}`}
              onClick={() => setNaming(true)}
            >
              Rename
            </button>
          </>
        )}
        {name !== null && (
          <small>
            <Name of={title} />
          </small>
        )}
      </div>
      <span className={styles.rowOutcome}>{outcomeWords(run)}</span>
      <span className={styles.rowPlace}>
        <Name of={model} /> on {ranOnWords(run)}
        {imported && ', imported'}
      </span>
      <span className={styles.rowDate}>{dateWords(date)}</span>
      <span className={styles.rowSize}>{bytesWords(bytes)}</span>
    </li>
  );
}

function NameForm({ run, done }: { readonly run: RunSummary; readonly done: () => void }) {
  const [words, setWords] = useState(run.name ?? '');
  const save = async () => {
    await renameRun(run.id, words);
    done();
  };
  return (
    <form
      className={styles.naming}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <input
        // It takes the place of the button that was pressed.
        // biome-ignore lint/a11y/noAutofocus: see above.
        autoFocus
        aria-label="Name of this run"
        value={words}
        maxLength={MOST_NAME}
        placeholder={run.title}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => event.key === 'Escape' && done()}
      />
      <button type="submit">Save</button>
      <button type="button" className={controls.link} onClick={done}>
        Cancel
      </button>
    </form>
  );
}
