import { useEffect, useState } from 'react';
import { visible } from '../../../experiment/visible.ts';
import { pairForksWords, runsFinding } from '../../../report/compare-runs.ts';
import { compareRuns, type PairForks, type RunsCompared } from '../../../results/compare-runs.ts';
import { counted, listed } from '../../../results/text.ts';
import { dateWords } from '../../kit/format.ts';
import { Name } from '../../kit/name.tsx';
import { ShowMore } from '../../kit/show-more.tsx';
import layout from '../../kit/styles/layout.module.css';
import tables from '../../kit/styles/tables.module.css';
import { useFold } from '../../kit/use-fold.ts';
import { useTitle } from '../../kit/use-title.ts';
import { runAddress } from '../../state/page-address.ts';
import { type FinishedFile, type Loaded, loadRuns } from './load-runs.ts';
import { RunFactsTable } from './run-facts-table.tsx';
import styles from './runs.module.css';
import { StreamsOfRuns } from './streams-of-runs.tsx';

const STREAMS = 12;

/** Two kept runs side by side, as far as they may be compared. */
export function RunComparison({ a, b }: { readonly a: string; readonly b: string }) {
  const [loaded, setLoaded] = useState<Loaded>({ state: 'loading' });
  useEffect(() => {
    let current = true;
    void loadRuns(a, b).then((now) => current && setLoaded(now));
    return () => {
      current = false;
    };
  }, [a, b]);
  return (
    <>
      <div className={layout.pageHead}>
        <h2>Run against run</h2>
        <p>
          <a href="#runs">All runs</a>
        </p>
      </div>
      {loaded.state === 'loading' && <p className={tables.note}>Reading both runs…</p>}
      {loaded.state === 'refused' && (
        <p className={styles.refused} role="alert">
          {loaded.why}
        </p>
      )}
      {loaded.state === 'ready' && <Compared a={loaded.a} b={loaded.b} />}
    </>
  );
}

function Compared({ a, b }: { readonly a: FinishedFile; readonly b: FinishedFile }) {
  const [compared] = useState(() => compareRuns(a, b));
  const fold = useFold(compared.streams, STREAMS);
  const [nameA, nameB] = [a, b].map(calledBy);
  useTitle(`${nameA} against ${nameB} - Batchmates`);
  return (
    <>
      <div className={styles.sides}>
        <Side letter="A" run={a} />
        <Side letter="B" run={b} />
        <a href={`#runs/${b.id}/${a.id}`}>Swap A and B</a>
        <a href={`#compare/run:${a.id}/run:${b.id}`}>Token by token</a>
      </div>
      <p className={styles.finding} role="status">
        {runsFinding(compared)}
      </p>
      <section className={tables.panel} aria-labelledby="settings-title">
        <h3 id="settings-title">What differs</h3>
        <RunFactsTable {...{ a, b, compared }} />
      </section>
      {compared.pairs.length > 0 && <Pairs pairs={compared.pairs} />}
      {fold.shown.map((streams) => (
        <StreamsOfRuns key={`${streams.arm}/${streams.probe}`} {...{ streams, a, b }} />
      ))}
      <ShowMore fold={fold} what="streams" />
      <Others compared={compared} />
    </>
  );
}

function Side({ letter, run }: { readonly letter: string; readonly run: FinishedFile }) {
  return (
    <p className={styles.side}>
      <strong>{letter}</strong>{' '}
      <a href={runAddress(run.id)}>
        <Name of={run.name ?? run.record.experiment.title} />
      </a>
      <small>{dateWords(run.date)}</small>
    </p>
  );
}

/** What the runs themselves are about: whether the same pairs fork, and where. */
function Pairs({ pairs }: { readonly pairs: readonly PairForks[] }) {
  const fold = useFold(pairs, STREAMS);
  return (
    <section className={tables.panel} aria-labelledby="pairs-title">
      <h3 id="pairs-title">The pairs within each run</h3>
      <ul className={styles.pairs}>
        {fold.shown.map((pair) => (
          <li key={`${pair.arms.join('/')}/${pair.probe}`}>
            <Name of={pair.arms[0]} /> against <Name of={pair.arms[1]} />, <Name of={pair.probe} />:{' '}
            {pairForksWords(pair)}
          </li>
        ))}
      </ul>
      <ShowMore fold={fold} what="pairs" />
    </section>
  );
}

function Others({ compared: { only, drawn } }: { readonly compared: RunsCompared }) {
  const alone = (letter: string, names: readonly string[]) =>
    names.length > 0 && (
      <p className={tables.note}>
        Only {letter} has the {names.length === 1 ? 'arm' : 'arms'} {listed(names.map(visible))}.
      </p>
    );
  return (
    <>
      {alone('A', only.a)}
      {alone('B', only.b)}
      {drawn.all > 0 && (
        <p className={tables.note}>
          Of {counted(drawn.all, 'stream')} with drawn companies {drawn.same} have equal fingerprints
          {drawn.unknown > 0 &&
            `; ${drawn.unknown} cannot be compared, since their fingerprints are of two versions`}
          .
        </p>
      )}
    </>
  );
}

function calledBy({ name, record }: FinishedFile): string {
  return visible(name ?? record.experiment.title);
}
