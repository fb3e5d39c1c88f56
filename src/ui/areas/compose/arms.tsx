import { addArm } from '../../../experiment/edit/arms.ts';
import { Term } from '../../kit/glossary/term.tsx';
import { ShowMore } from '../../kit/show-more.tsx';
import layout from '../../kit/styles/layout.module.css';
import { useFold } from '../../kit/use-fold.ts';
import { edit, openArm, useEditor } from '../../state/editor.ts';
import { armRows } from '../../state/editor-rows.ts';
import { useLab } from '../../state/lab-store.ts';
import { ArmRow } from './arm-row.tsx';
import { CardList } from './card-list.tsx';
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
      <CardList>
        {fold.shown.map((arm, index) => (
          <ArmRow key={armRows.of(arm.name)} {...{ experiment, arm, index }} />
        ))}
      </CardList>
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
