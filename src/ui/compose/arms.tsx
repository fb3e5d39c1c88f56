import { addArm } from '../../experiment/edit/arms.ts';
import { Term } from '../glossary/term.tsx';
import { ShowMore } from '../show-more.tsx';
import { edit, openArm, useEditor } from '../store/editor.ts';
import { armRows } from '../store/editor-rows.ts';
import { useLab } from '../store/lab-store.ts';
import layout from '../styles/layout.module.css';
import { useFold } from '../use-fold.ts';
import { ArmRow } from './arm-row.tsx';
import styles from './compose.module.css';
import { PairsEditor } from './pairs-editor.tsx';
import { Refused } from './request-card.tsx';

/** More arms than this are folded away until they are asked for. */
const MOST_ARMS = 16;

/** The ways to run the batch, and which of them are compared. */
export function Arms() {
  const experiment = useLab(({ chosen }) => chosen.experiment);
  const { arms } = experiment;
  const openAt = useEditor((state) => arms.findIndex(({ name }) => name === state.openArm));
  const fold = useFold(arms, MOST_ARMS, openAt + 1);
  const add = () => {
    const result = edit(addArm, { place: 'arms', say: 'Arm added.' });
    if (result.ok) openArm(result.experiment.arms[result.experiment.arms.length - 1].name);
  };
  return (
    <section className={styles.arms} data-part="arms" aria-labelledby="arms-title">
      <div className={`${layout.sectionHead} ${styles.sectionHead}`}>
        <h2 id="arms-title">
          The <Term id="arm">arms</Term>
        </h2>
        <small>
          {arms.length} {arms.length === 1 ? 'way' : 'ways'} to run it
        </small>
      </div>
      <ul>
        {fold.shown.map((arm, index) => (
          <ArmRow key={armRows.of(arm.name)} {...{ experiment, arm, index }} />
        ))}
      </ul>
      <ShowMore fold={fold} what="arms" />
      <div className={styles.tools}>
        <button type="button" onClick={add}>
          Add arm
        </button>
        <Refused place="arms" />
      </div>
      <PairsEditor experiment={experiment} />
    </section>
  );
}
