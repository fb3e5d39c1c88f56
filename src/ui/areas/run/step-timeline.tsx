import { useMemo, useState } from 'react';
import { writtenArms } from '../../../experiment/expand-arms.ts';
import type { ExperimentArm } from '../../../experiment/schema.ts';
import { visible } from '../../../experiment/visible.ts';
import { type StepRecord, traceKey } from '../../../results/record.ts';
import { Term } from '../../kit/glossary/term.tsx';
import tables from '../../kit/styles/tables.module.css';
import { shownExperiment } from '../../state/lab-state.ts';
import { useLab } from '../../state/lab-store.ts';
import { forkSoFar } from '../../state/pairs.ts';
import { type Place, placeStore, preview, togglePin, usePlace } from '../../state/place.ts';
import { sectionRef } from '../../state/sections.ts';
import styles from './step-timeline.module.css';
import { sliceOf, stepOfToken } from './timeline/lanes.ts';
import { type LinkedPair, linkedPair } from './timeline/linked-pair.ts';
import stepDetail from './timeline/step-detail.module.css';
import { StepDetail } from './timeline/step-detail.tsx';
import { StepTable } from './timeline/step-table.tsx';
import { Timeline } from './timeline/timeline.tsx';

const NO_STEPS: readonly StepRecord[] = [];

/** Who shared each step of an arm, and by which reduction plans; linked with the token under the pointer. */
export function StepTimeline() {
  const experiment = useLab(shownExperiment);
  // Of companies no steps are kept.
  const arms = useMemo(() => writtenArms(experiment), [experiment]);
  const [picked, setPicked] = useState<string | null>(null);
  // The first company is what one asks about.
  const first = experiment.compare[0]?.[1];
  const arm =
    arms.find(({ name }) => name === picked) ?? arms.find(({ name }) => name === first) ?? arms.at(0);
  const steps = useLab(({ view }) => (arm && view.steps[arm.name]) ?? NO_STEPS);
  if (!arm) return null;
  return (
    <section
      className={`${tables.panel} ${styles.stepTimeline}`}
      ref={sectionRef.timeline}
      aria-labelledby="timeline-title"
    >
      <div className={`${tables.panelHead} ${styles.panelHead}`}>
        <h2 id="timeline-title">
          <Term id="step">Step</Term> timeline
        </h2>
        <ul className={styles.timelineLegend} aria-label="Legend">
          <li className={styles.prefill}>
            <span>
              <Term id="prefill">prefill</Term>, with its rows
            </span>
          </li>
          <li className={styles.decode}>
            <Term id="decode">decode</Term>
          </li>
          <li className={styles.waiting}>waits</li>
          <li className={styles.preempted}>preempted</li>
        </ul>
        <label className="row">
          Arm
          <select value={arm.name} onChange={(event) => setPicked(event.target.value)}>
            {arms.map(({ name }) => (
              <option key={name} value={name}>
                {visible(name)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {steps.length === 0 ? (
        <p className={tables.note}>No steps yet: run the experiment.</p>
      ) : (
        <ArmTimeline key={arm.name} arm={arm} steps={steps} pair={linkedPair(experiment, arm.name)} />
      )}
    </section>
  );
}

interface ArmTimelineProps {
  readonly arm: ExperimentArm;
  readonly steps: readonly StepRecord[];
  readonly pair: LinkedPair | null;
}

function ArmTimeline({ arm, steps, pair }: ArmTimelineProps) {
  const requests = useLab((state) => shownExperiment(state).requests);
  const otherSteps = useLab(({ view }) => (pair && view.steps[pair.other]) ?? NO_STEPS);
  const fork = useFork(pair);
  const previewed = usePlace((state) => state.preview);
  const pinned = usePlace((state) => state.pinned);
  const [hovered, setHovered] = useState<number | null>(null);
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [open, setOpen] = useState(false);

  const stepOf = (token: number | null) =>
    pair && token !== null ? stepOfToken(steps, pair.probe, token) : null;
  const tokenOf = (step: number) => (pair ? (sliceOf(steps[step], pair.probe)?.token ?? null) : null);
  const stepAt = (place: Place | null) =>
    place && place.pairKey === pair?.key ? stepOf(place.position) : null;
  const forkStep = stepOf(fork);
  // What was chosen here holds until another token is pinned.
  const own = chosen && chosen.pinned === pinned ? chosen.step : null;
  const wanted = hovered ?? stepAt(previewed) ?? own ?? stepAt(pinned) ?? forkStep ?? steps.length - 1;
  const shown = Math.min(wanted, steps.length - 1);
  const token = tokenOf(shown);

  const show = (step: number | null) => {
    setHovered(step);
    const position = step === null ? null : tokenOf(step);
    if (pair) preview(position === null ? null : { pairKey: pair.key, position });
  };
  const choose = (step: number) => {
    setHovered(null);
    preview(null);
    const position = tokenOf(step);
    const there = pinned?.pairKey === pair?.key && pinned?.position === position;
    if (pair && position !== null && !there) togglePin({ pairKey: pair.key, position });
    setChosen({ step, pinned: placeStore.getState().pinned });
  };
  const otherIndex = pair && token !== null ? stepOfToken(otherSteps, pair.probe, token) : null;
  const other =
    pair && otherIndex !== null ? { arm: pair.other, index: otherIndex, step: otherSteps[otherIndex] } : null;
  return (
    <>
      <Timeline
        {...{ arm, requests, steps }}
        step={shown}
        fork={forkStep}
        onPreview={show}
        onChoose={choose}
      />
      <StepDetail arm={arm.name} index={shown} {...{ steps, other, token }} />
      <details
        className={stepDetail.stepLog}
        data-part="step-log"
        onToggle={(event) => setOpen(event.currentTarget.open)}
      >
        <summary>All {steps.length} steps as a table</summary>
        {open && <StepTable steps={steps} />}
      </details>
    </>
  );
}

/** A step that was clicked or walked to, and the place that was pinned then. */
interface Chosen {
  readonly step: number;
  readonly pinned: Place | null;
}

/** Where the pair's streams part by now. */
function useFork(pair: LinkedPair | null): number | null {
  const a = useLab(({ view }) => (pair ? view.streams[traceKey(pair.a, pair.probe)] : undefined));
  const b = useLab(({ view }) => (pair ? view.streams[traceKey(pair.b, pair.probe)] : undefined));
  return useMemo(() => (a && b ? forkSoFar(a, b) : null), [a, b]);
}
