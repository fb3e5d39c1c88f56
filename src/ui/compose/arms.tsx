import { addArm } from '../../experiment/edit/arms.ts';
import { Term } from '../glossary/term.tsx';
import { edit, openArm } from '../store/editor.ts';
import { armRows } from '../store/editor-rows.ts';
import { useLab } from '../store/lab-store.ts';
import layout from '../styles/layout.module.css';
import { ArmRow } from './arm-row.tsx';
import styles from './compose.module.css';
import { PairsEditor } from './pairs-editor.tsx';
import { Refused } from './request-card.tsx';

/** The ways to run the batch, and which of them are compared. */
export function Arms() {
  const experiment = useLab(({ chosen }) => chosen.experiment);
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
          {experiment.arms.length} {experiment.arms.length === 1 ? 'way' : 'ways'} to run it
        </small>
      </div>
      <ul>
        {experiment.arms.map((arm, index) => (
          <ArmRow key={armRows.of(arm.name)} {...{ experiment, arm, index }} />
        ))}
      </ul>
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
