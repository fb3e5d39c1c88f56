import controls from '../../kit/styles/controls.module.css';
import { openEditorDialog } from '../../state/editor.ts';
import { useLab } from '../../state/lab-store.ts';
import { run } from '../../state/running.ts';
import { isUnderWay } from '../../state/task.ts';
import { FindFork } from './find-fork.tsx';
import styles from './own-model.module.css';
import { isHere, useOwnModel } from './own-model-store.ts';

/** What to do with the model that the experiment now names, once its bytes are here. */
export function NextSteps() {
  const busy = useLab(({ status }) => isUnderWay(status));
  const model = useLab(({ chosen }) => chosen.experiment.model);
  const here = useOwnModel((state) => isHere(state, model));
  if (!here) return null;
  const go = () => {
    openEditorDialog(null);
    void run();
  };
  return (
    <section className={styles.found} aria-label="What next" data-part="next">
      <div className="row">
        <button type="button" className={controls.primary} aria-disabled={busy} onClick={go}>
          Run the experiment on it
        </button>
      </div>
      <FindFork />
    </section>
  );
}
