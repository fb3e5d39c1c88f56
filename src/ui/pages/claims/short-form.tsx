import { useMemo } from 'react';
import { engineWords } from '../../../report/engine.ts';
import type { EngineKind } from '../../../steps/engine.ts';
import type { Claim, ShortForm } from '../../../studies/claims/claim.ts';
import { NO_EVIDENCE } from '../../../studies/claims/evidence.ts';
import { shortWords } from '../../../studies/claims/short-words.ts';
import { visibleLines } from '../../kit/format.ts';
import tables from '../../kit/styles/tables.module.css';
import { useLab } from '../../state/lab-store.ts';
import { faultOf, isUnderWay, progressOf } from '../../state/task.ts';
import styles from './claims.module.css';
import { runShort, stopShort, useClaims } from './claims-store.ts';
import { Found, VerdictBadge } from './verdict-badge.tsx';

/** Runs a claim's short form here, and says what the same judge makes of it. */
export function ShortFormRun({ claim, form }: { readonly claim: Claim; readonly form: ShortForm }) {
  const engine = useEngineOf(form);
  const busy = useClaims((state) => isUnderWay(state.work));
  const mine = useClaims((state) => state.running === claim.id);
  const work = useClaims((state) => state.work);
  const here = useClaims((state) => state.here[claim.id]);
  const shipped = useClaims((state) => state.shipped);
  // A study is cut anew for it: not with each piece of news of a run.
  const size = useMemo(() => shortWords(form, shipped ?? NO_EVIDENCE), [form, shipped]) ?? 'a short form';
  const stage = mine ? progressOf(work) : null;
  const fault = mine ? faultOf(work) : null;
  return (
    <div className={styles.short}>
      <div className="row">
        {stage ? (
          <>
            <button type="button" aria-disabled={work.state === 'stopping'} onClick={stopShort}>
              Cancel
            </button>
            <progress
              aria-label={`Short form of “${claim.says}”`}
              value={stage.done}
              max={stage.total ?? 1}
            />
            <small role="status">
              {work.state === 'stopping' ? 'Stopping after this step…' : stage.words}
            </small>
          </>
        ) : (
          <>
            <button
              type="button"
              aria-disabled={busy}
              aria-label={`Run it here: ${claim.says}`}
              onClick={() => void runShort(claim)}
            >
              Run it here
            </button>
            <small>
              {busy
                ? 'Another one is under way.'
                : `${size}: under a minute on ${engineWords(engine)}, longer where it is slow or busy`}
            </small>
          </>
        )}
      </div>
      {mine && work.state === 'cancelled' && <small role="status">Cancelled.</small>}
      {fault && <p role="alert">{visibleLines(fault.message)}</p>}
      {here && <FoundHere claim={claim} size={size} />}
    </div>
  );
}

/** What a form runs on: kernels are timed on WebGPU alone. */
function useEngineOf(form: ShortForm): EngineKind {
  const engine = useLab((state) => state.engine);
  return form.kind === 'bench' ? 'webgpu' : engine;
}

function FoundHere({ claim, size }: { readonly claim: Claim; readonly size: string }) {
  const { evidence, engine, adapter } = useClaims((state) => state.here[claim.id]);
  const judgement = claim.judge(evidence);
  const place = engine === 'cpu' ? engineWords('cpu') : `${engineWords(engine)}, ${adapter}`;
  return (
    <section className={styles.here} aria-label={`On your device: ${claim.says}`} role="status">
      <h4>
        On your device <VerdictBadge judgement={judgement} />
      </h4>
      <Found judgement={judgement} />
      <p className={tables.note}>
        The short form ({size}), on {place}.
      </p>
    </section>
  );
}
