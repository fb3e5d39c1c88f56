import { useEffect, useState } from 'react';
import { counted } from '../../../results/text.ts';
import { bytesWords } from '../../kit/format.ts';
import { ShowMore } from '../../kit/show-more.tsx';
import layout from '../../kit/styles/layout.module.css';
import tables from '../../kit/styles/tables.module.css';
import { useFold } from '../../kit/use-fold.ts';
import { refreshRuns, useKeptRuns } from '../../state/runs/kept-runs.ts';
import { MOST_BYTES, MOST_RUNS } from '../../state/runs/run-database.ts';
import { type RunSummary, ranOnWords, runName } from '../../state/runs/run-summary.ts';
import { changeSettings, useSettings } from '../../state/settings.ts';
import { RunRow } from './run-row.tsx';
import { RunTools } from './run-tools.tsx';
import styles from './runs.module.css';
import { UnreadableRuns } from './unreadable-runs.tsx';

const SHOWN = 50;

/** The runs that this browser keeps. `first`: the one that another is to be chosen for, to compare with. */
export function RunList({ first }: { readonly first: string | null }) {
  const list = useKeptRuns((state) => state.list);
  const hidden = useKeptRuns((state) => state.hidden);
  const [filter, setFilter] = useState('');
  const [marked, setMarked] = useState<ReadonlySet<string>>(() => new Set(first === null ? [] : [first]));
  useEffect(() => void refreshRuns(), []);
  const runs = list?.runs ?? [];
  const found = runs.filter((run) => matches(run, filter));
  const fold = useFold(found, SHOWN);
  const toggle = (id: string) =>
    setMarked((now) => new Set(now.has(id) ? [...now].filter((each) => each !== id) : [...now, id]));
  // Some may have been deleted, here or in another tab.
  const chosen = runs.filter(({ id }) => marked.has(id));
  return (
    <>
      <div className={layout.pageHead}>
        <h2>Runs</h2>
        <p>What ran in this browser stays in it. {list && keptWords(list.runs.length, list.bytes)}</p>
      </div>
      <RunTools {...{ chosen, all: runs, filter, setFilter }} unmark={() => setMarked(new Set())} />
      {first !== null && chosen.length < 2 && (
        <p className={styles.hint} role="status">
          Mark another run to compare with{' '}
          {chosen[0] ? `“${runName(chosen[0])}”` : 'the one that you came from, which is not kept any more'}.
        </p>
      )}
      {list && <UnreadableRuns ids={list.unreadable} />}
      {list && runs.length === 0 && (
        <p className={tables.note}>
          {hidden
            ? 'This browser gives this page no runs: it keeps nothing for it, or a newer version of the page keeps them.'
            : 'Nothing is kept yet: run an experiment in the lab, or import a file of runs.'}
        </p>
      )}
      {runs.length > 0 && found.length === 0 && <p className={tables.note}>No run matches “{filter}”.</p>}
      <ul className={styles.list} aria-label="Kept runs">
        {fold.shown.map((run) => (
          <RunRow key={run.id} run={run} marked={marked.has(run.id)} onMark={() => toggle(run.id)} />
        ))}
      </ul>
      <ShowMore fold={fold} what="runs" />
      <WhatIsKept />
    </>
  );
}

function keptWords(count: number, bytes: number): string {
  return `${counted(count, 'run')}, ${bytesWords(bytes)} of at most ${bytesWords(MOST_BYTES)}.`;
}

function matches(run: RunSummary, filter: string): boolean {
  const words = [runName(run), run.title, run.model, ranOnWords(run), run.outcome].join(' ').toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word));
}

function WhatIsKept() {
  const keepRuns = useSettings((settings) => settings.keepRuns);
  return (
    <section className={styles.what} aria-label="What is kept">
      <label>
        <input
          type="checkbox"
          checked={keepRuns}
          onChange={(event) => changeSettings({ keepRuns: event.target.checked })}
        />
        Keep each run when it ends
      </label>
      <p className={tables.note}>
        Of a run its experiment, its whole record, the streams, each step, the compared positions (the first
        1,000) and the answers of “Ask why” are kept, of its logits the fingerprint of every prefix and each
        margin. The logits themselves are not: the microscope, f64 values and comparing past the fork take a
        new run. Beyond {MOST_RUNS} runs or {bytesWords(MOST_BYTES)} the oldest go.
      </p>
    </section>
  );
}
