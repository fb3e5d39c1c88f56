import controls from './styles/controls.module.css';
import type { Fold } from './use-fold.ts';

interface ShowMoreProps {
  readonly fold: Fold<unknown>;
  /** What the entries are, in the plural. */
  readonly what?: string;
}

/** Shows more of a folded list; nothing where all of it is there. */
export function ShowMore({ fold: { shown, hidden, next, more }, what = '' }: ShowMoreProps) {
  if (hidden === 0) return null;
  const rest = next === hidden ? `Show all ${shown.length + hidden}` : `Show ${next} more of ${hidden}`;
  return (
    <button type="button" className={controls.more} onClick={more}>
      {what === '' ? rest : `${rest} ${what}`}
    </button>
  );
}
