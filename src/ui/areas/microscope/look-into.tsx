import { lazy, Suspense } from 'react';
import type { LookPlace } from '../../../studies/microscope/microscope.ts';
import charts from '../../kit/styles/charts.module.css';
import tables from '../../kit/styles/tables.module.css';
import { useLab } from '../../state/lab-store.ts';
import { sectionRef } from '../../state/sections.ts';
import { faultOf, isUnderWay, progressOf, resultOf } from '../../state/task.ts';
import { LookProgress } from './look-progress.tsx';
import { lookKeyOf, startLook, stopLook, useLook } from './look-store.ts';

// Nobody who only compares needs it.
const LookPanel = lazy(() => import('./look-panel.tsx').then(({ LookPanel }) => ({ default: LookPanel })));

/** The way into one step of a finished run, and the microscope once the step was looked into. */
export function LookInto({ place }: { readonly place: LookPlace }) {
  return (
    <div ref={sectionRef.microscope}>
      <Looking place={place} />
    </div>
  );
}

function Looking({ place }: { readonly place: LookPlace }) {
  const busy = useLab(({ status }) => isUnderWay(status));
  const record = useLab(({ view }) => view.record);
  const mine = useLook((state) => state.key === lookKeyOf(place) && state.record === record);
  const look = useLook((state) => (mine ? resultOf(state.look) : null));
  const progress = useLook((state) => (mine ? progressOf(state.look) : null));
  const fault = useLook((state) => (mine ? faultOf(state.look) : null));
  if (look) {
    return (
      <Suspense fallback={<p className={tables.note}>Opening the microscope…</p>}>
        <LookPanel look={look} />
      </Suspense>
    );
  }
  if (progress) return <LookProgress {...progress} stop={stopLook} />;
  return (
    <div className={charts.workLine} data-part="work-line">
      <button type="button" aria-disabled={busy} onClick={() => !busy && void startLook(place)}>
        Look into this step
      </button>
      <small>Which operation differs first, why, and how the difference reaches the token.</small>
      {fault && (
        <p className={charts.workFailed} role="alert">
          {fault.message}
        </p>
      )}
    </div>
  );
}
