import { useRef, useState } from 'react';
import { counted } from '../../../results/text.ts';
import { fileStem, saveFile } from '../../kit/save-file.ts';
import controls from '../../kit/styles/controls.module.css';
import { RunFormatError } from '../../state/runs/kept-run.ts';
import { removeAllRuns, removeRuns } from '../../state/runs/kept-runs.ts';
import { exportRuns, importRuns } from '../../state/runs/run-files.ts';
import { type RunSummary, runName } from '../../state/runs/run-summary.ts';
import { DeleteAll } from './delete-all.tsx';
import styles from './runs.module.css';

interface RunToolsProps {
  /** The marked ones, the latest first. */
  readonly chosen: readonly RunSummary[];
  readonly all: readonly RunSummary[];
  readonly filter: string;
  readonly setFilter: (filter: string) => void;
  readonly unmark: () => void;
}

/** What was done last, said to everyone; with a way back where there is one. */
interface Said {
  readonly words: string;
  readonly wrong?: boolean;
  readonly undo?: () => Promise<void>;
}

/** Finds, compares, moves and deletes kept runs. */
export function RunTools({ chosen, all, filter, setFilter, unmark }: RunToolsProps) {
  const [said, setSaid] = useState<Said | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const ids = chosen.map(({ id }) => id);
  const attempt = async (work: () => Promise<Said>) => {
    try {
      setSaid(await work());
    } catch (error) {
      setSaid({ words: error instanceof Error ? error.message : String(error), wrong: true });
    }
  };
  const save = () =>
    attempt(async () => {
      const stem = chosen.length === 1 ? fileStem(runName(chosen[0])) : 'batchmates';
      saveFile(`${stem}-${chosen.length === 1 ? 'run' : 'runs'}.json.gz`, await exportRuns(ids));
      return { words: `${counted(ids.length, 'run')} saved as one file.` };
    });
  const take = (files: readonly File[]) =>
    attempt(async () => {
      let [count, all] = [0, 0];
      for (const file of files) {
        const { kept, of } = await imported(file);
        count += kept;
        all += of;
      }
      if (count === all) return { words: `${counted(count, 'run')} imported.` };
      return {
        words: `${count} of ${counted(all, 'run')} imported: the others could not be kept. Where there is no room, delete some first.`,
        wrong: true,
      };
    });
  const remove = () =>
    attempt(async () => {
      const undo = await removeRuns(ids);
      unmark();
      return { words: `${counted(ids.length, 'run')} deleted.`, undo };
    });
  const removeAll = () =>
    attempt(async () => {
      await removeAllRuns();
      unmark();
      return { words: 'All runs deleted.' };
    });
  const [b, a] = ids;
  return (
    <>
      <div className={styles.tools}>
        <input
          type="search"
          aria-label="Find runs"
          placeholder="Find by name, model, adapter…"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
        {ids.length === 2 ? (
          <a className={styles.compare} href={`#runs/${a}/${b}`}>
            Compare the two
          </a>
        ) : (
          <span className={styles.compareHint}>Mark two to compare</span>
        )}
        <button type="button" disabled={ids.length === 0} onClick={() => void save()}>
          Export{ids.length > 0 ? ` ${ids.length}` : ''}
        </button>
        <button type="button" onClick={() => picker.current?.click()}>
          Import…
        </button>
        <input
          ref={picker}
          type="file"
          hidden
          multiple
          accept=".json,.gz"
          aria-label="File of runs"
          onChange={(event) => {
            void take([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        <button type="button" disabled={ids.length === 0} onClick={() => void remove()}>
          Delete{ids.length > 0 ? ` ${ids.length}` : ''}
        </button>
        <DeleteAll count={all.length} remove={() => void removeAll()} />
      </div>
      <div className={styles.said} role={said?.wrong ? 'alert' : 'status'}>
        {said && (
          <p data-wrong={said.wrong || undefined}>
            {said.words}{' '}
            {said.undo && (
              <button
                type="button"
                className={controls.link}
                onClick={() => void said.undo?.().then(() => setSaid({ words: 'Brought back.' }))}
              >
                Undo
              </button>
            )}
          </p>
        )}
      </div>
    </>
  );
}

/** The refusal of a file names it. */
async function imported(file: File): ReturnType<typeof importRuns> {
  try {
    return await importRuns(file);
  } catch (error) {
    if (error instanceof RunFormatError) throw new RunFormatError(`${file.name}: ${error.message}`);
    throw error;
  }
}
