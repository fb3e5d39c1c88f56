import { useEffect } from 'react';
import type { Look } from '../../../../../studies/microscope/microscope.ts';
import { LookProgress } from '../../../../areas/microscope/look-progress.tsx';
import {
  lookKeyOf,
  openCell,
  startLook,
  stopLook,
  useLook,
} from '../../../../areas/microscope/look-store.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import charts from '../../../../kit/styles/charts.module.css';
import controls from '../../../../kit/styles/controls.module.css';
import { useLab } from '../../../../state/lab-store.ts';
import { faultOf, isUnderWay, progressOf } from '../../../../state/task.ts';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import styles from './one-bit.module.css';
import { RunLine } from './run-line.tsx';
import { placeOf, type Subject, useSubject, useSubjectLook } from './subject.ts';

export function LookStep({ complete }: StepProps) {
  const subject = useSubject();
  const look = useSubjectLook(subject);
  useEffect(() => {
    if (look) complete();
  }, [look, complete]);
  return (
    <>
      <p>
        What follows happens on your device. The pair runs once more up to the token where it parts, and this
        time every operation's output for the prompt's own <Term id="row">row</Term> is captured, in both
        arms: a <Term id="trace">trace</Term>. Then they are compared, element by element, bit by bit.
      </p>
      <Figure label="Run and look">
        {subject?.live ? <LookLine subject={subject} look={look} /> : <RunLine />}
      </Figure>
    </>
  );
}

function LookLine({ subject, look }: { readonly subject: Subject; readonly look: Look | null }) {
  const place = placeOf(subject);
  const busy = useLab(({ status }) => isUnderWay(status));
  const mine = useLook(({ key }) => key === lookKeyOf(place));
  const progress = useLook((state) => (mine ? progressOf(state.look) : null));
  const fault = useLook((state) => (mine ? faultOf(state.look) : null));
  const start = async () => {
    await startLook(place);
    // The way down begins where both arms still agree.
    await openCell({ layer: null, name: 'embed' });
  };
  if (look) return <LookFacts look={look} />;
  if (progress) return <LookProgress {...progress} stop={stopLook} />;
  return (
    <div className={`${charts.workLine} ${styles.runLine}`} data-part="work-line">
      <button
        type="button"
        className={controls.primary}
        aria-disabled={busy}
        onClick={() => !busy && void start()}
      >
        Look into the step of token {place.position}
      </button>
      <small>
        {subject.diff.fork === null
          ? `On this device the two answers are the same, but bits differ from token ${place.position} on: that is where we look.`
          : `Your run forks at token ${place.position}. This takes about as long as the run took to get there.`}
      </small>
      {fault && (
        <p className={charts.workFailed} role="alert">
          {fault.message}
        </p>
      )}
    </div>
  );
}

/** What the two steps have in common and what not. */
function LookFacts({ look: { place, a, b, plansDiffer, diff } }: { readonly look: Look }) {
  const differing = diff.outputs.filter((output) => output.differing > 0).length;
  return (
    <p role="status">
      Looked into token {place.position}. Alone the step had <b>M = {a.rows}</b>, in company{' '}
      <b>M = {b.rows}</b>, and{' '}
      <b>
        {plansDiffer.length === 0 ? 'none' : plansDiffer.length} of its reduction plans{' '}
        {plansDiffer.length === 1 ? 'differs' : 'differ'}
      </b>
      {plansDiffer.length > 0 && ` (${plansDiffer.join(', ')})`}. Of {diff.outputs.length} outputs of the row,{' '}
      <b>{differing}</b> differ in some bit.
    </p>
  );
}
