import { runsOf, type StripKind } from '../../../charts/strip-map.tsx';
import styles from './strip.module.css';

interface StripLegendProps {
  readonly kinds: readonly StripKind[];
  readonly danger: readonly number[];
  readonly words: StripWords;
}

/** What a kind of stretch means here. */
export type StripWords = Readonly<Record<StripKind, string>>;

const STRETCHES: Readonly<Record<StripKind, string>> = {
  bits: styles.stretchBits,
  tokens: styles.stretchTokens,
  apart: styles.stretchApart,
};

/** The strip's stretches in words. */
export function StripLegend({ kinds, danger, words }: StripLegendProps) {
  const runs = runsOf(kinds);
  const present = (['bits', 'tokens', 'apart'] as const).filter((kind) => kinds.includes(kind));
  return (
    <ul className={styles.stripWords}>
      {present.map((kind) => (
        <li key={kind}>
          <span className={`${styles.swatch} ${STRETCHES[kind]}`} aria-hidden="true" />
          {words[kind]}: {placesText(runs.filter((run) => run.kind === kind))}
        </li>
      ))}
      {danger.length > 0 && (
        <li>
          <span className={styles.dangerMark} aria-hidden="true">
            ▲
          </span>
          perturbation ≥ margin: {danger.length === 1 ? `token ${danger[0]}` : `${danger.length} tokens`}
        </li>
      )}
    </ul>
  );
}

/** Most stretches that are listed one by one. */
const MOST_LISTED = 3;

function placesText(runs: readonly { readonly from: number; readonly to: number }[]): string {
  const tokens = runs.reduce((sum, { from, to }) => sum + to - from, 0);
  if (runs.length > MOST_LISTED) return `${tokens} tokens`;
  const places = runs.map(({ from, to }) => (to - from === 1 ? `${from}` : `${from}–${to - 1}`));
  return `${tokens === 1 ? 'token' : 'tokens'} ${places.join(', ')}`;
}
