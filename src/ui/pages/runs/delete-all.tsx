import { useState } from 'react';
import { counted } from '../../../results/text.ts';
import controls from '../../kit/styles/controls.module.css';

/** Asks once more: nothing brings all of them back. */
export function DeleteAll({ count, remove }: { readonly count: number; readonly remove: () => void }) {
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <button type="button" className={controls.quiet} disabled={count === 0} onClick={() => setAsking(true)}>
        Delete all…
      </button>
    );
  return (
    <span className="row">
      <button
        type="button"
        // It takes the place of the button that was pressed.
        // biome-ignore lint/a11y/noAutofocus: see above.
        autoFocus
        onClick={() => {
          setAsking(false);
          remove();
        }}
      >
        Delete {counted(count, 'run')} for good
      </button>
      <button type="button" className={controls.link} onClick={() => setAsking(false)}>
        Keep them
      </button>
    </span>
  );
}
