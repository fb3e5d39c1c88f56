import { placeWords } from '../../../report/engine.ts';
import controls from '../../kit/styles/controls.module.css';
import { isExample } from '../../state/example.ts';
import { useLab } from '../../state/lab-store.ts';
import type { Pair } from '../../state/pairs.ts';
import { run } from '../../state/running.ts';
import { isUnderWay } from '../../state/task.ts';
import { Earlier } from './earlier.tsx';
import styles from './story.module.css';

/** Where what is shown comes from, and the way to compute it here. The button itself is in the run bar, in an embed in its header. */
export function Provenance({ pair }: { readonly pair: Pair | undefined }) {
  const source = useLab(({ view }) => view.source);
  const engine = useLab(({ view }) => view.engine);
  const busy = useLab(({ status, view }) => isUnderWay(status) && view.record === null);
  const comparable = useLab(({ view }) => isExample(view.experiment));
  const embed = useLab((state) => state.embed);
  const edited = useLab(
    ({ view, chosen }) => view.experiment !== null && view.experiment !== chosen.experiment,
  );
  const place = engine && placeWords(engine.kind, engine.adapter);
  return (
    <section
      className={styles.provenance}
      aria-label={source === 'example' ? 'Shipped example' : 'Where this was computed'}
      data-part="provenance"
      data-comparable={comparable || undefined}
    >
      {/* There the header says so. */}
      {!embed && <p>{words()}</p>}
      {source === 'example' && !busy && (
        <p className={styles.why}>
          Elsewhere it may fork at another token, or not at all. Both are to be expected: these kernels
          promise bits on one adapter. Across two only <b>portable</b> does.
        </p>
      )}
      {pair && <Earlier pair={pair} />}
    </section>
  );

  function words() {
    if (busy) return <>Being computed{place && ` on ${place}`}, token by token.</>;
    // The note of a kept run says where and when.
    if (source === 'kept' && edited) return <>From before the experiment was changed: {runYours}.</>;
    if (source === 'kept') return <>Whether the same bits come again: {runHere}.</>;
    if (source === 'none') return <>Nothing has run yet: {runHere}. You can’t break it.</>;
    return (
      <>
        <strong>{source === 'live' ? 'Computed here' : 'Computed earlier'}</strong>
        {place && ` on ${place}`}
        {edited ? (
          <>, before the experiment was changed: {runYours}.</>
        ) : source === 'live' ? (
          '.'
        ) : (
          <>: {runHere}. You can’t break it.</>
        )}
      </>
    );
  }
}

const press = (words: string) => (
  <button type="button" className={controls.link} onClick={() => void run()}>
    {words}
  </button>
);
const runHere = press('run it here');
const runYours = press('run yours');
