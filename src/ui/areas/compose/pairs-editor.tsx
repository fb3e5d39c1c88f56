import { useState } from 'react';
import { addPair, nextPair, removePair } from '../../../experiment/edit/pairs.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import { visible } from '../../../experiment/visible.ts';
import { SelectField } from '../../kit/choices.tsx';
import { Name } from '../../kit/name.tsx';
import { ShowMore } from '../../kit/show-more.tsx';
import controls from '../../kit/styles/controls.module.css';
import tables from '../../kit/styles/tables.module.css';
import { useFold } from '../../kit/use-fold.ts';
import { edit } from '../../state/editor.ts';
import styles from './arms.module.css';
import { Refused } from './request-card.tsx';

/** More pairs than this are folded away until they are asked for. */
const MOST_PAIRS = 16;

/** Which arms are compared with which. */
export function PairsEditor({ experiment }: { readonly experiment: Experiment }) {
  const { compare } = experiment;
  const fold = useFold(compare, MOST_PAIRS);
  return (
    <div className={styles.pairsEditor} data-part="pairs-editor">
      <h3>Compared</h3>
      {compare.length === 0 && <p className={tables.note}>No arms are compared.</p>}
      <ul>
        {fold.shown.map(([a, b], index) => (
          <li key={JSON.stringify([a, b])}>
            <span>
              <span data-side="a">
                <Name of={a} />
              </span>{' '}
              <small>against</small>{' '}
              <span data-side="b">
                <Name of={b} />
              </span>
            </span>
            <button
              type="button"
              className={controls.quiet}
              onClick={() => edit((before) => removePair(before, index), { place: 'pairs' })}
            >
              <span aria-hidden="true">✕</span>
              <span className="unseen">
                Stop comparing <Name of={a} /> and <Name of={b} />
              </span>
            </button>
          </li>
        ))}
      </ul>
      <ShowMore fold={fold} what="pairs" />
      <NewPair experiment={experiment} />
      <Refused place="pairs" />
    </div>
  );
}

/** Two arms to compare; the first two that are not compared yet until others are chosen. */
function NewPair({ experiment }: { readonly experiment: Experiment }) {
  const names = experiment.arms.filter(({ companies }) => !companies).map(({ name }) => name);
  const next = nextPair(experiment) ?? names;
  const [chosen, setChosen] = useState<Partial<Record<'a' | 'b', string>>>({});
  if (names.length < 2) return null;
  const side = (which: 'a' | 'b', fallback: string) => {
    const name = chosen[which];
    return name !== undefined && names.includes(name) ? name : fallback;
  };
  const [a, b] = [side('a', next[0]), side('b', next[1])];
  const add = () => {
    if (edit((before) => addPair(before, a, b), { place: 'pairs', say: `${a} and ${b} are compared.` }).ok)
      setChosen({});
  };
  return (
    <div className={styles.newPair}>
      <SelectField
        label="A"
        value={a}
        options={names}
        words={visible}
        onChange={(name) => setChosen({ ...chosen, a: name })}
      />
      <SelectField
        label="B"
        value={b}
        options={names}
        words={visible}
        onChange={(name) => setChosen({ ...chosen, b: name })}
      />
      <button type="button" onClick={add}>
        Compare
      </button>
    </div>
  );
}
