import { deviceWords, placeWords } from '../../../report/engine.ts';
import controls from '../../kit/styles/controls.module.css';
import { useLab } from '../../state/lab-store.ts';
import type { Pair } from '../../state/pairs.ts';
import { run } from '../../state/running.ts';
import { isUnderWay } from '../../state/task.ts';
import styles from './story.module.css';

/** Where what is shown comes from, and the button that computes it here. */
export function Provenance({ pair: _ }: { readonly pair: Pair | undefined }) {
  const source = useLab(({ view }) => view.source);
  const engine = useLab(({ view }) => view.engine);
  const own = useLab((state) => state.engine);
  const busy = useLab(({ status }) => isUnderWay(status));
  const edited = useLab(
    ({ view, chosen }) => view.experiment !== null && view.experiment !== chosen.experiment,
  );
  const embed = useLab((state) => state.embed);
  const place = engine && placeWords(engine.kind, engine.adapter);
  return (
    <section
      className={styles.provenance}
      aria-label={source === 'example' ? 'Shipped example' : 'Where this was computed'}
      data-part="provenance"
    >
      <p>{words()}</p>
      {/* In an embed the header has the one button. */}
      {!embed && !busy && (edited || source !== 'live') && (
        <button type="button" className={controls.primary} onClick={() => void run()}>
          Run on {deviceWords(own)}
        </button>
      )}
    </section>
  );

  function words() {
    if (busy) return <>Being computed{place && ` on ${place}`}, token by token.</>;
    if (edited)
      return 'You have changed the experiment since: this is the earlier one. Run yours to see what it does.';
    if (source === 'none') return 'Nothing has run yet. You can’t break it.';
    if (source === 'live') return <>Computed here{place && `, on ${place}`}.</>;
    return (
      <>
        <strong>Computed earlier</strong> on {place}. Run it to see what this device does. You can’t break it.
      </>
    );
  }
}
