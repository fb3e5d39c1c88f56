import { lazy, Suspense, useState } from 'react';
import { visible } from '../../../experiment/visible.ts';
import type { StepRecord } from '../../../results/record.ts';
import layout from '../../kit/styles/layout.module.css';
import tables from '../../kit/styles/tables.module.css';
import { type RunView, shownExperiment } from '../../state/lab-state.ts';
import { useLab } from '../../state/lab-store.ts';
import { type Pair, pairKey, pairsOf } from '../../state/pairs.ts';
import { sectionRef } from '../../state/sections.ts';
import styles from './fall.module.css';

// The first screen does without it.
const Fall = lazy(() => import('./fall.tsx').then(({ Fall }) => ({ default: Fall })));

/** The step that chose the token at which a pair parts, or its last one; null where a log was not kept. */
interface Entry {
  readonly pair: Pair;
  readonly position: number;
  readonly a: StepRecord;
  readonly b: StepRecord;
}

/** From the batch to the token, of a finished run. */
export function FallSection() {
  const view = useLab((state) => state.view);
  const experiment = useLab(shownExperiment);
  const [key, setKey] = useState<string | null>(null);
  const entries = entriesOf(view, pairsOf(experiment));
  if (entries.length === 0) return null;
  const entry =
    entries.find(({ pair }) => pairKey(pair) === key) ??
    entries.find(({ pair }) => diffOf(view, pair)?.fork != null) ??
    entries[0];
  const { pair, position } = entry;
  const place = { probe: pair.probe.id, a: pair.a.name, b: pair.b.name, position };
  return (
    <section aria-labelledby="fall-title" className={styles.fall} data-part="fall" ref={sectionRef.inside}>
      <div className={layout.sectionHead}>
        <h2 id="fall-title">From the batch to the token</h2>
        {entries.length > 1 && (
          <select aria-label="Pair" value={pairKey(pair)} onChange={(event) => setKey(event.target.value)}>
            {entries.map((each) => (
              <option key={pairKey(each.pair)} value={pairKey(each.pair)}>
                {visible(`${each.pair.a.name} against ${each.pair.b.name}, ${each.pair.probe.id}`)}
              </option>
            ))}
          </select>
        )}
      </div>
      <Suspense fallback={<p className={`${tables.note} ${styles.stage}`}>Opening…</p>}>
        <Fall
          key={pairKey(pair)}
          pair={pair}
          place={place}
          a={{ arm: pair.a.name, step: entry.a }}
          b={{ arm: pair.b.name, step: entry.b }}
        />
      </Suspense>
    </section>
  );
}

function diffOf({ record }: RunView, { a, b, probe }: Pair) {
  return record?.diffs.find((diff) => diff.a === a.name && diff.b === b.name && diff.probe === probe.id);
}

/** @returns an entry for every pair of a finished run whose arms keep their steps, up to as many as a list is good for. */
export function entriesOf(view: RunView, pairs: readonly Pair[]): Entry[] {
  if (!view.record) return [];
  return pairs.slice(0, MOST_PAIRS).flatMap((pair) => {
    const diff = diffOf(view, pair);
    if (!diff || diff.comparedPositions === 0) return [];
    const position = diff.fork ?? diff.comparedPositions - 1;
    const [a, b] = [pair.a, pair.b].map(({ name }) =>
      view.steps[name]?.find(({ slices }) =>
        slices.some(({ request, token }) => request === pair.probe.id && token === position),
      ),
    );
    return a && b ? [{ pair, position, a, b }] : [];
  });
}

const MOST_PAIRS = 64;
