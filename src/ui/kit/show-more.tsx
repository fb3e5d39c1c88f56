import { useState } from 'react';
import controls from './styles/controls.module.css';
import type { Fold } from './use-fold.ts';

interface ShowMoreProps {
  readonly fold: Fold<unknown>;
  /** What the entries are, in the plural. */
  readonly what?: string;
}

/** Shows more of a folded list; nothing where all of it is there. */
export function ShowMore({ fold: { shown, hidden, next, more }, what = '' }: ShowMoreProps) {
  const [shownAll, setShownAll] = useState(false);
  const all = `all ${shown.length + hidden}`;
  const named = (words: string) => (what === '' ? words : `${words} ${what}`);
  if (hidden === 0) return shownAll ? <AllShown words={named(all)} /> : null;
  // The list has grown since.
  if (shownAll) setShownAll(false);
  const press = () => {
    setShownAll(next === hidden);
    more();
  };
  return (
    <button type="button" className={controls.more} onClick={press}>
      {named(next === hidden ? `Show ${all}` : `Show ${next} more of ${hidden}`)}
    </button>
  );
}

/** Takes the focus of the button that it stands in the place of, which would else begin at the top of the page again. */
function AllShown({ words }: { readonly words: string }) {
  return (
    <p className="unseen" tabIndex={-1} ref={takeFocus}>
      Shown: {words}.
    </p>
  );
}

function takeFocus(element: HTMLElement | null): void {
  element?.focus({ preventScroll: true });
}
