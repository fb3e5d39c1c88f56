import type { PairReport } from '../../../results/pair-series.ts';
import type { DiffRecord } from '../../../results/record.ts';
import { Term } from '../../kit/glossary/term.tsx';
import figures from '../../kit/styles/figures.module.css';
import type { Pair } from '../../state/pairs.ts';
import { type Chip, chipsOf } from './chips-of.ts';
import { PriceTag } from './price-tag.tsx';
import styles from './verdict.module.css';

interface ChipsProps {
  readonly pair: Pair;
  /** Null until the run is over. */
  readonly diff: DiffRecord | null;
  /** Undefined until it was fetched. */
  readonly series: PairReport | undefined;
}

/** The numbers behind the texts, each with what it says: a few, the others one step further, and what a step of each arm took. */
export function Chips({ pair: { a, b }, diff, series }: ChipsProps) {
  const { first, more } = diff
    ? chipsOf(diff, series, a.dtype === b.dtype ? a.dtype : null)
    : { first: [], more: [] };
  return (
    <div className={styles.numbers}>
      <dl className={figures.meanings} data-part="figures">
        <Rows chips={first} />
      </dl>
      <PriceTag a={a.name} b={b.name} />
      {more.length > 0 && (
        <details className={styles.moreNumbers}>
          <summary>More figures</summary>
          <dl className={figures.meanings} data-part="figures">
            <Rows chips={more} />
          </dl>
        </details>
      )}
    </div>
  );
}

function Rows({ chips }: { readonly chips: readonly Chip[] }) {
  return chips.map(({ name, term, value, means }) => (
    <div key={name}>
      <dt>{term ? <Term id={term}>{name}</Term> : name}</dt>
      <dd>
        {value}
        <small>{means}</small>
      </dd>
    </div>
  ));
}
