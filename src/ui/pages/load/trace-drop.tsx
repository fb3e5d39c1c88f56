import { type ChangeEvent, useState } from 'react';
import { crowdSchema } from '../../../experiment/crowd-schema.ts';
import { settle } from '../../../experiment/edit/edited.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import { piecesOf, TraceError } from '../../../experiment/traffic/traces/lines.ts';
import { readTrace, replaying } from '../../../experiment/traffic/traces/read-trace.ts';
import { visible } from '../../../experiment/visible.ts';
import { counted } from '../../../results/text.ts';
import { visibleLines } from '../../kit/format.ts';
import tables from '../../kit/styles/tables.module.css';
import { useFileDrop } from '../../kit/use-file-drop.ts';
import { readExperimentFile } from '../../state/experiment-file.ts';
import styles from './form.module.css';
import { chooseLoad, editLoad, loadStore, useLoad } from './load-store.ts';

/** A recorded trace in the place of the drawn arrivals, or an experiment: chosen in a dialog of the system, or dropped anywhere on the page. */
export function TraceDrop() {
  const [said, setSaid] = useState<Said | null>(null);
  const holds = useLoad(({ experiment }) => said !== null && isAbout(said, experiment));
  const take = (file: File | undefined) => {
    if (file) void replay(file).then(setSaid);
  };
  const over = useFileDrop(({ files }) => take(files[0]));
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    take(event.target.files?.[0]);
    // The same file chosen again, after it was mended, is a change too.
    event.target.value = '';
  };
  return (
    <div className={styles.trace} data-over={over || undefined}>
      <label>
        Or a recorded trace{' '}
        <small>
          Azure’s CSV, Mooncake’s or Qwen-Bailian’s JSONL, or an experiment’s JSON; dropped here too
        </small>
        <input type="file" accept=".csv,.jsonl,.json,text/csv,application/json" onChange={choose} />
      </label>
      <p className={tables.note} role="status">
        {holds && said?.words}
      </p>
    </div>
  );
}

/** What came of a file, a sentence, and what was composed then. */
interface Said {
  readonly words: string;
  readonly experiment: Experiment;
}

/** Another crowd is not of that file. */
function isAbout({ experiment }: Said, now: Experiment): boolean {
  const [then, arrivals] = [experiment.crowd?.arrivals, now.crowd?.arrivals];
  if (then?.kind !== 'trace' || arrivals?.kind !== 'trace') return experiment === now;
  return arrivals.name === then.name && arrivals.rows.length === then.rows.length;
}

async function replay(file: File): Promise<Said> {
  const words = file.name.endsWith('.json') ? await opened(file) : await wordsOf(file);
  return { words, experiment: loadStore.getState().experiment };
}

/** Opens an experiment of a file. @returns what came of it. */
async function opened(file: File): Promise<string> {
  const read = await readExperimentFile(file);
  if ('refused' in read) return visibleLines(read.refused);
  chooseLoad(read.experiment);
  return `${visible(file.name)} is opened.`;
}

/** Puts a trace in the crowd's place. @returns what came of it. */
async function wordsOf(file: File): Promise<string> {
  const name = visible(file.name);
  try {
    const trace = await readTrace(piecesOf(file));
    const base =
      loadStore.getState().experiment.crowd ??
      crowdSchema.parse({ arrivals: { kind: 'poisson', perSecond: 1 } });
    const crowd = crowdSchema.parse(replaying(base, trace, file.name.slice(0, 200)));
    const taken = editLoad((experiment) => settle(experiment, { crowd }));
    const notes = trace.notes.map((note) => ` ${note}.`).join('');
    return taken
      ? `${counted(trace.rows.length, 'request')} of ${name}, read as ${trace.format}.${notes}`
      : `${name} cannot be taken: ${loadStore.getState().problems.join('; ')}`;
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    return `${name} cannot be read as a trace: ${error.message}`;
  }
}
