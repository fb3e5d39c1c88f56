import { useEffect, useRef } from 'react';
import type { Look } from '../../lab/microscope/microscope.ts';
import { story } from '../../lab/microscope/story.ts';
import { pairKeyOf } from '../../results/compare-reports.ts';
import { measured } from '../../results/report/text.ts';
import { quoted } from '../format.ts';
import { Backwards } from './backwards.tsx';
import { ElementPanel } from './element-panel.tsx';
import { ElementPicker } from './element-picker.tsx';
import { Growth } from './growth.tsx';
import { closeLook, useLook } from './look-store.ts';
import { OutputMap } from './output-map.tsx';
import { PlanTable } from './plan-table.tsx';
import '../styles/microscope.css';
import '../styles/microscope-tree.css';

/** One step, from the token down to the bits of one sum and back up. */
export function LookPanel({ look }: { readonly look: Look }) {
  const cell = useLook((state) => state.cell);
  const element = useLook((state) => state.element);
  const fault = useLook((state) => state.fault);
  const { position } = look.place;
  const section = useRef<HTMLElement>(null);
  // The button that was pressed is gone.
  useEffect(() => section.current?.focus(), []);
  return (
    <section
      className="microscope"
      ref={section}
      tabIndex={-1}
      aria-label={`Microscope at token ${position}`}
    >
      <div className="microscope-head">
        <h4>Microscope: the step that chose token {position}</h4>
        <button type="button" className="quiet" aria-label="Close the microscope" onClick={closeLook}>
          ✕
        </button>
      </div>
      <div className="look-story">
        {story(look).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      <Backwards look={look} />
      <PlanTable look={look} />
      <OutputMap look={look} open={cell} />
      <Growth look={look} open={cell} />
      {fault && (
        <p className="work-failed" role="alert">
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
      ?.querySelector('.top-table')
      ?.closest<HTMLElement>('section');
    table?.scrollIntoView({ block: 'center' });
    table?.focus({ preventScroll: true });
  };
  return (
    <section className="to-token" aria-label="Up to the token">
      <h5>
        Up to the token: {quoted(chosen.text)} against {quoted(rival.text)}
      </h5>
      <dl className="figures">
        <Figure name="ahead by in A" value={measured(gapA)} />
        <Figure name="moved by" value={measured(moved)} />
        <Figure name="ahead by in B" value={measured(gapB)} />
        <Figure name="margin in A" value={measured(margin)} />
      </dl>
      <button type="button" className="quiet" onClick={show}>
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
