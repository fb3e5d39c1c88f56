import { visible } from '../../../experiment/visible.ts';
import { tellingWords } from '../../../report/arm-labels.ts';
import type { VerdictTone } from '../../../report/verdict.ts';
import { grouped } from '../../../results/text.ts';
import { Name } from '../../kit/name.tsx';
import { useLab } from '../../state/lab-store.ts';
import { type Pair, pairKey } from '../../state/pairs.ts';
import { verdictWords } from '../compare/verdict-words.ts';
import styles from './story.module.css';

/** More are chosen from a list. */
const MOST_BUTTONS = 3;
/** The others are found among the streams. */
export const MOST_LISTED = 24;

const SHORT: Readonly<Record<VerdictTone, string>> = {
  none: '',
  same: '= same bits',
  bits: '≈ same words',
  fork: '≠ fork',
};

interface PairChoiceProps {
  readonly pairs: readonly Pair[];
  readonly chosen: Pair;
  readonly onChoose: (pair: Pair) => void;
}

/** Which of several pairs is played; nothing where there is one. */
export function PairChoice({ pairs, chosen, onChoose }: PairChoiceProps) {
  if (pairs.length < 2) return null;
  const listed = pairs.slice(0, MOST_LISTED);
  const titles = titlesOf(listed);
  if (listed.length > MOST_BUTTONS) {
    return (
      <label className={styles.choice}>
        Shown{' '}
        <select
          value={pairKey(chosen)}
          onChange={({ target }) => onChoose(pairs.find((pair) => pairKey(pair) === target.value)!)}
        >
          {listed.map((pair, at) => (
            <option key={pairKey(pair)} value={pairKey(pair)}>
              {visible(titles[at])}
            </option>
          ))}
        </select>
        {listed.length < pairs.length && (
          <small>
            the first {listed.length} of {grouped(pairs.length)}
          </small>
        )}
      </label>
    );
  }
  return (
    <div className={styles.choice}>
      {pairs.map((pair, at) => (
        <button
          key={pairKey(pair)}
          type="button"
          aria-pressed={pair === chosen}
          className={styles.choose}
          onClick={() => onChoose(pair)}
        >
          <Name of={titles[at]} />
          <Found pair={pair} />
        </button>
      ))}
    </div>
  );
}

function Found({ pair }: { readonly pair: Pair }) {
  const tone = useLab(({ view }) => verdictWords(pair, view).tone);
  return SHORT[tone] === '' ? null : <small data-tone={tone}>{SHORT[tone]}</small>;
}

/** What tells the pairs apart: the settings of their first arms, the probe where there are several, or the names. */
function titlesOf(pairs: readonly Pair[]): string[] {
  const settings = tellingWords(pairs.map(({ a }) => a));
  const named = settings.every((words, at) => words === pairs[at].a.name);
  const manyProbes = pairs.some(({ probe }) => probe !== pairs[0].probe);
  return pairs.map(({ a, b, probe }, at) => {
    const pair = named ? `${a.name} vs ${b.name}` : settings[at];
    return manyProbes ? `${probe.id}: ${pair}` : pair;
  });
}
