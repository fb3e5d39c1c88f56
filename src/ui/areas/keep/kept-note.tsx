import { placeWords } from '../../../report/engine.ts';
import { dateWords } from '../../kit/format.ts';
import { Name } from '../../kit/name.tsx';
import { useLab } from '../../state/lab-store.ts';
import styles from './keep.module.css';

/** Says of a kept run when and where it ran, and what it cannot do any more without running again. */
export function KeptNote() {
  const view = useLab((state) => (state.view.source === 'kept' ? state.view : null));
  if (!view?.experiment) return null;
  const { kept, engine, record } = view;
  return (
    <section className={styles.keptNote} aria-label="Kept run" data-part="kept-note">
      <p>
        <strong>{kept ? `Kept run of ${dateWords(kept.date)}` : 'An earlier run of this visit'}</strong>
        {engine && (
          <>
            {' '}
            on <Name of={placeWords(engine.kind, engine.adapter)} />
          </>
        )}
        {record ? '. ' : ', which did not finish. '}
        The microscope, f64 values and comparing past the fork take a new run.
      </p>
      {kept && <a href={`#runs/${kept.id}`}>Compare with another run</a>}
    </section>
  );
}
