import { useEffect, useRef } from 'react';
import { visible } from '../../../experiment/visible.ts';
import { story } from '../../../report/story.ts';
import { pairKeyOf } from '../../../results/compare-reports.ts';
import { measured, quoted } from '../../../results/text.ts';
import type { Look } from '../../../studies/microscope/microscope.ts';
import { bringTo } from '../../kit/bring.ts';
import charts from '../../kit/styles/charts.module.css';
import controls from '../../kit/styles/controls.module.css';
import figures from '../../kit/styles/figures.module.css';
import { Backwards } from './backwards.tsx';
import { ElementPanel } from './element-panel.tsx';
import { ElementPicker } from './element-picker.tsx';
import { Growth } from './growth.tsx';
import { closeLook, useLook } from './look-store.ts';
import styles from './microscope.module.css';
import { OutputMap } from './output-map.tsx';
import { PlanTable } from './plan-table.tsx';

/** One step, from the token down to the bits of one sum and back up. */
export function LookPanel({ look }: { readonly look: Look }) {
  const cell = useLook((state) => state.cell);
  const element = useLook((state) => state.element);
  const fault = useLook((state) => state.fault);
  const { position } = look.place;
  const section = useRef<HTMLElement>(null);
  // The button that was pressed is gone.
  useEffect(() => {
    if (section.current) bringTo(section.current);
  }, []);
  return (
    <section
      className={styles.microscope}
      data-part="microscope"
      ref={section}
      tabIndex={-1}
      aria-label={`Microscope at token ${position}`}
    >
      <div className={styles.microscopeHead}>
        <h4>Microscope: the step that chose token {position}</h4>
        <button
          type="button"
          className={controls.quiet}
          aria-label="Close the microscope"
          onClick={closeLook}
        >
          ✕
        </button>
      </div>
      <div className={styles.lookStory} data-part="look-story">
        {story(look).map((sentence) => (
          <p key={sentence}>{visible(sentence)}</p>
        ))}
      </div>
      <Backwards look={look} />
      <PlanTable look={look} />
      <OutputMap look={look} open={cell} />
      <Growth look={look} open={cell} />
      {fault && (
        <p className={charts.workFailed} role="alert">
          {fault.message}
        </p>
      )}
      {cell && element && (
        <>
          <ElementPicker cell={cell} element={element.element} />
          <ElementPanel look={look} report={element} />
        </>
      )}
      <ToToken look={look} />
    </section>
  );
}

/** What it comes to: the two contenders, and the way back to the logits of this token. */
function ToToken({ look: { contenders, place } }: { readonly look: Look }) {
  const { chosen, rival, gapA, gapB, moved, margin } = contenders;
  const show = () => {
    const table = document
      .getElementById(pairKeyOf(place))
      ?.querySelector('[data-part="top-table"]')
      ?.closest<HTMLElement>('section');
    table?.scrollIntoView({ block: 'center' });
    table?.focus({ preventScroll: true });
  };
  return (
    <section className={styles.toToken} aria-label="Up to the token">
      <h5>
        Up to the token: {quoted(chosen.text)} against {quoted(rival.text)}
      </h5>
      <dl className={`${figures.figures} ${styles.figures}`} data-part="figures">
        <Figure name="ahead by in A" value={measured(gapA)} />
        <Figure name="moved by" value={measured(moved)} />
        <Figure name="ahead by in B" value={measured(gapB)} />
        <Figure name="margin in A" value={measured(margin)} />
      </dl>
      <button type="button" className={controls.quiet} onClick={show}>
        Show the highest logits of this token
      </button>
    </section>
  );
}

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
