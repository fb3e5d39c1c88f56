import { useEffect } from 'react';
import { deviceWords, engineWords } from '../../../../report/engine.ts';
import tables from '../../../kit/styles/tables.module.css';
import { useLab } from '../../../state/lab-store.ts';
import { faultOf, isUnderWay, progressOf } from '../../../state/task.ts';
import { loadBaked, measureHere, showBakedMap, stopMeasuring, useCliffs } from './cliff-store.ts';
import { CliffTable } from './cliff-table.tsx';
import styles from './cliffs.module.css';

/** Where verifying drafts leaves plain decoding, by the width of its steps, beside the plans of these steps. */
export function CliffFigure() {
  const baked = useCliffs((state) => state.baked);
  const own = useCliffs((state) => state.own);
  useEffect(() => {
    const leaving = new AbortController();
    loadBaked(leaving.signal).catch(() => undefined);
    return () => leaving.abort();
  }, []);
  const figures = own ?? baked;
  return (
    <section className={tables.panel} aria-labelledby="cliffs-title" data-part="cliffs">
      <h3 id="cliffs-title">Cliffs of speculation</h3>
      <p className={tables.note}>
        Speculative decoding drafts a few tokens and verifies all of them in one step, whose width is M: the
        newest token and 1 to 8 drafts. Each row is one greedy answer of up to 64 tokens, decoded plainly and
        verified so many rows at a time; the model drafts for itself, so that nearly every draft stands. A
        letter is one plan, or one stream of bits: A is that of plain decoding. Below it stands from which
        token on bits differ, or at which token another word comes. <Where />
      </p>
      <Measuring />
      {figures && <CliffTable {...figures} />}
      <p className={tables.note}>
        Where no letter of a plan changes, no bit does. Where one changes, bits may: two plans can still build
        the same tree of additions, as RMSNorm’s lanes do at small sizes.
      </p>
    </section>
  );
}

function Where() {
  const baked = useCliffs((state) => state.baked);
  const where = useCliffs((state) => state.where);
  if (where) return <strong>{`Measured here: ${where.model} on ${engineWords(where.engine)}.`}</strong>;
  if (!baked) return null;
  return <strong>{`Measured earlier: ${baked.model.name} on ${engineWords(baked.engine)}.`}</strong>;
}

function Measuring() {
  const work = useCliffs((state) => state.work);
  const own = useCliffs((state) => state.own);
  const baked = useCliffs((state) => state.baked);
  const engine = useLab((state) => state.engine);
  const model = useLab((state) => state.chosen.experiment.model.name);
  const busy = useLab((state) => isUnderWay(state.status));
  const stage = progressOf(work);
  const fault = faultOf(work);
  return (
    <div className={styles.measuring}>
      {stage ? (
        <button type="button" onClick={stopMeasuring}>
          Cancel
        </button>
      ) : (
        <button type="button" aria-disabled={busy} onClick={() => void (busy || measureHere())}>
          Measure it here
        </button>
      )}
      {!stage && own && baked && (
        <button type="button" onClick={showBakedMap}>
          Show what was measured earlier
        </button>
      )}
      {stage ? (
        <>
          <progress aria-label="Answers measured" value={stage.done} max={stage.total ?? 1} />
          <small role="status">{stage.words}</small>
        </>
      ) : (
        <small>{`${model} on ${deviceWords(engine)}`}</small>
      )}
      {work.state === 'cancelled' && <small role="status">Cancelled.</small>}
      {fault && <p role="alert">{fault.message}</p>}
    </div>
  );
}
