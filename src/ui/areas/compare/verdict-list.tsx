import { Name } from '../../kit/name.tsx';
import { ShowMore } from '../../kit/show-more.tsx';
import controls from '../../kit/styles/controls.module.css';
import tables from '../../kit/styles/tables.module.css';
import { useFold } from '../../kit/use-fold.ts';
import { type Pair, pairKey } from '../../state/pairs.ts';
import { goToPair } from './shown-pairs.ts';
import styles from './verdict.module.css';
import { PairAnswer } from './verdict.tsx';

/** Rows that a screen holds. */
const MOST_ROWS = 24;

/** Every verdict in one place, for experiments whose pairs do not fit a screen. */
export function VerdictList({ pairs }: { readonly pairs: readonly Pair[] }) {
  const fold = useFold(pairs, MOST_ROWS);
  const manyProbes = pairs.some(({ probe }) => probe !== pairs[0].probe);
  return (
    <div className={`${tables.panel} ${styles.verdicts}`}>
      <ol className={styles.verdictList}>
        {fold.shown.map((pair) => (
          <li key={pairKey(pair)}>
            <button type="button" className={controls.link} onClick={() => goToPair(pair)}>
              <Name of={pair.a.name} /> <span className={styles.versus}>vs</span> <Name of={pair.b.name} />
              {manyProbes && <small>, {pair.probe.id}</small>}
            </button>
            <PairAnswer pair={pair} />
          </li>
        ))}
      </ol>
      <ShowMore fold={fold} what="verdicts" />
    </div>
  );
}
