import { deviceWords, placeWords } from '../../report/engine.ts';
import controls from '../kit/styles/controls.module.css';
import { useLab } from '../state/lab-store.ts';
import { run } from '../state/running.ts';
import styles from './shell.module.css';

/** Says of the shipped example that it was not computed here, and offers to. */
export function ExampleNote() {
  const engine = useLab(({ view }) => (view.source === 'example' ? view.engine : null));
  const own = useLab((state) => state.engine);
  // There the header says so, and has the button.
  const embed = useLab((state) => state.embed);
  if (!engine || embed) return null;
  return (
    <section className={styles.exampleNote} aria-label="Shipped example">
      <p>
        <strong>Computed earlier</strong> on {placeWords(engine.kind, engine.adapter)}. Press Run to compute
        it on this device. You can’t break it.
      </p>
      <button type="button" className={controls.primary} onClick={() => void run()}>
        Run on {deviceWords(own)}
      </button>
    </section>
  );
}
