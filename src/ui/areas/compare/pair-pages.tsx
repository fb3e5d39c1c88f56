import { grouped } from '../../../results/text.ts';
import tables from '../../kit/styles/tables.module.css';
import type { Pair } from '../../state/pairs.ts';
import { goToPair, MOST_PANELS, type PairsPage } from './shown-pairs.ts';
import styles from './strip.module.css';

interface PairPagesProps {
  readonly pairs: readonly Pair[];
  readonly page: PairsPage;
}

/** The way to pairs that are not on the page; nothing where all of them are. */
export function PairPages({ pairs, page: { from, shown } }: PairPagesProps) {
  if (shown.length === pairs.length) return null;
  const before = pairs[from - MOST_PANELS];
  const after = pairs[from + MOST_PANELS];
  return (
    <nav className={styles.pages} aria-label="More pairs">
      <button type="button" disabled={!before} onClick={() => before && goToPair(before)}>
        Earlier
      </button>
      <p className={tables.note}>
        Pairs {grouped(from + 1)} to {grouped(from + shown.length)} of {grouped(pairs.length)}
      </p>
      <button type="button" disabled={!after} onClick={() => after && goToPair(after)}>
        Later
      </button>
    </nav>
  );
}
