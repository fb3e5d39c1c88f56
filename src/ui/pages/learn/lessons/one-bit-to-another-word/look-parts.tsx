import { story } from '../../../../../report/story.ts';
import { measured, quoted } from '../../../../../results/text.ts';
import type { Look } from '../../../../../studies/microscope/microscope.ts';
import { ElementPanel } from '../../../../areas/microscope/element-panel.tsx';
import { ElementPicker } from '../../../../areas/microscope/element-picker.tsx';
import { Growth } from '../../../../areas/microscope/growth.tsx';
import { useLook } from '../../../../areas/microscope/look-store.ts';
import microscope from '../../../../areas/microscope/microscope.module.css';
import { OutputMap } from '../../../../areas/microscope/output-map.tsx';
import { PlanTable } from '../../../../areas/microscope/plan-table.tsx';
import tables from '../../../../kit/styles/tables.module.css';
import styles from './one-bit.module.css';

/** The microscope's parts, one to a step of the lesson. */
export function MapPart({ look }: { readonly look: Look }) {
  const cell = useLook((state) => state.cell);
  return (
    <>
      <h4>What the step computed for this row</h4>
      <OutputMap look={look} open={cell} />
      <PlanTable look={look} />
    </>
  );
}

export function SumPart({ look }: { readonly look: Look }) {
  const cell = useLook((state) => state.cell);
  const element = useLook((state) => state.element);
  if (!cell || !element) return <p className={tables.note}>Opening the element…</p>;
  return (
    <>
      <h4>One element, in both arms</h4>
      <ElementPicker cell={cell} element={element.element} />
      <ElementPanel look={look} report={element} />
    </>
  );
}

export function UpPart({ look }: { readonly look: Look }) {
  const cell = useLook((state) => state.cell);
  const { chosen, rival, gapA, gapB, moved } = look.contenders;
  return (
    <>
      <h4>In one paragraph</h4>
      <div className={`${microscope.lookStory} ${styles.lookStory}`} data-part="look-story">
        {story(look).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      <Growth look={look} open={cell} />
      <p className={styles.leadWords}>
        <code>{quoted(chosen.text)}</code> was ahead of <code>{quoted(rival.text)}</code> by{' '}
        <b>{measured(gapA)}</b> alone; company moved them by <b>{measured(Math.abs(moved))}</b> against each
        other, which leaves <b>{measured(gapB)}</b>.
      </p>
    </>
  );
}
