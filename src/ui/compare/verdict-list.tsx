import { Name } from '../name.tsx';
import { useLab } from '../store/lab-store.ts';
import controls from '../styles/controls.module.css';
import tables from '../styles/tables.module.css';
import { type Pair, pairKey } from './pairs.ts';
import styles from './verdict.module.css';
import { Answer } from './verdict.tsx';
import { verdictWords } from './verdict-words.ts';

/** Every verdict in one place, for experiments whose pairs do not fit a screen. */
export function VerdictList({ pairs }: { readonly pairs: readonly Pair[] }) {
  const view = useLab((state) => state.view);
  return (
    <ol className={`${tables.panel} ${styles.verdictList}`}>
      {pairs.map((pair) => (
        <li key={pairKey(pair)}>
          <button type="button" className={controls.link} onClick={() => show(pair)}>
            <Name of={pair.a.name} /> <span className={styles.versus}>vs</span> <Name of={pair.b.name} />
          </button>
          <Answer {...verdictWords(pair, view)} />
        </li>
      ))}
    </ol>
  );
}

/** Not by a link: the address's fragment is where an experiment may be. */
function show(pair: Pair): void {
  const panel = document.getElementById(pairKey(pair));
  panel?.scrollIntoView();
  panel?.focus({ preventScroll: true });
}
