import { useMemo } from 'react';
import { shortFingerprint } from '../../../experiment/fingerprint-text.ts';
import { armLabels } from '../../../report/arm-labels.ts';
import { earlierWords } from '../../../report/earlier.ts';
import { placeWords } from '../../../report/engine.ts';
import { againstEarlier, type EarlierPair } from '../../../results/earlier.ts';
import { Name } from '../../kit/name.tsx';
import streams from '../../kit/styles/streams.module.css';
import { useExample } from '../../state/example.ts';
import type { RunView } from '../../state/lab-state.ts';
import { useLab } from '../../state/lab-store.ts';
import type { Pair } from '../../state/pairs.ts';
import { Answer } from '../compare/verdict.tsx';
import { Stage } from './stage.tsx';
import styles from './story.module.css';
import { streamsOf } from './streams-of.ts';

/** What a run here says beside the same experiment computed earlier; nothing where that was another one. */
export function Earlier({ pair }: { readonly pair: Pair }) {
  const record = useLab(({ view }) => (view.source === 'live' ? view.record : null));
  const example = useExample();
  const there = example?.record ?? null;
  const against = useMemo(() => record && there && againstEarlier(record, there), [record, there]);
  const found = against?.pairs.find(
    ({ a, b, probe }) => a === pair.a.name && b === pair.b.name && probe === pair.probe.id,
  );
  if (!record || !there || !against || !found) return null;
  const { tone, words, why } = earlierWords(found, against, { here: record, there });
  return (
    <div className={styles.earlier} data-part="earlier">
      <Answer tone={tone} words={words} />
      <p className={styles.why}>{why}</p>
      <details>
        <summary>See both</summary>
        <Both pair={pair} found={found} view={example!} />
      </details>
    </div>
  );
}

interface BothProps {
  readonly pair: Pair;
  readonly found: EarlierPair;
  readonly view: RunView;
}

const DIGITS = 12;

/** The earlier answers, as those above, and the fingerprints of all four. */
function Both({ pair, found, view }: BothProps) {
  const { a, b, probe } = pair;
  const both = streamsOf(view, pair);
  const labels = armLabels(a, b);
  const { fork } = found.there;
  return (
    <>
      <h3>Computed earlier on {view.engine && placeWords(view.engine.kind, view.engine.adapter)}</h3>
      <Stage
        prompt={view.prompts[probe.id]?.text ?? ''}
        batches={{ a: a.requests.length, b: b.requests.length }}
        {...{ labels, fork }}
        streams={both}
        written={Math.max(both.a.length, both.b.length)}
        parted={fork !== null}
        growing={false}
      />
      <table>
        <thead>
          <tr>
            <th scope="col">Fingerprint</th>
            <th scope="col">here</th>
            <th scope="col">there</th>
          </tr>
        </thead>
        <tbody>
          {found.fingerprints.map(({ here, there, same }, at) => (
            <tr key={at === 0 ? 'a' : 'b'} data-side={at === 0 ? 'a' : 'b'}>
              <th scope="row">
                <span className={streams.badge}>{at === 0 ? 'A' : 'B'}</span>{' '}
                <Name of={at === 0 ? labels.a : labels.b} />
              </th>
              <td>
                <code>{shortFingerprint(here, DIGITS)}…</code>
              </td>
              <td>
                <code>{shortFingerprint(there, DIGITS)}…</code>{' '}
                {same === null ? 'of another version' : same ? 'the same' : 'another'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
