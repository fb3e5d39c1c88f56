import { useEffect } from 'react';
import { deviceWords } from '../../../../report/engine.ts';
import type { EngineKind } from '../../../../steps/engine.ts';
import tables from '../../../kit/styles/tables.module.css';
import { useLab } from '../../../state/lab-store.ts';
import { faultOf, isUnderWay, progressOf } from '../../../state/task.ts';
import { useLoad } from '../load-store.ts';
import { loadBaked, measureHere, showBakedMatrix, stopMeasuring, useCouplings } from './coupling-store.ts';
import { CouplingTable, MarkLegend } from './coupling-table.tsx';
import styles from './couplings.module.css';

/** What company can do to a request, mechanism by mechanism: what was baked, or what this device has measured of it. */
export function CouplingFigure() {
  const baked = useCouplings((state) => state.baked);
  const own = useCouplings((state) => state.own);
  useEffect(() => {
    const leaving = new AbortController();
    loadBaked(leaving.signal).catch(() => undefined);
    return () => leaving.abort();
  }, []);
  const rows = own ?? baked?.rows;
  return (
    <section className={tables.panel} aria-labelledby="couplings-title">
      <div className={tables.panelHead}>
        <h2 id="couplings-title">What company can do to a request</h2>
        {rows && <MarkLegend />}
      </div>
      <p className={tables.note}>
        Each cell compares a few requests in two companies that differ in one respect: how many and how long
        the others are (shape), what they say (content), or when they come (load). It has the strongest effect
        on a request, the control the same change without the mechanism. <Where />
      </p>
      <Measuring />
      {rows && <CouplingTable rows={rows} />}
    </section>
  );
}

function Where() {
  const baked = useCouplings((state) => state.baked);
  const where = useCouplings((state) => state.where);
  if (where) return <strong>{`Measured here: ${where.model} on ${engineWords(where.engine)}.`}</strong>;
  if (!baked) return null;
  return <strong>{`Measured earlier: ${baked.model.name} on ${engineWords(baked.engine)}.`}</strong>;
}

/** Which arithmetic, and not whose machine. */
function engineWords(engine: EngineKind): string {
  return engine === 'cpu' ? 'the CPU engine' : deviceWords(engine);
}

function Measuring() {
  const work = useCouplings((state) => state.work);
  const own = useCouplings((state) => state.own);
  const baked = useCouplings((state) => state.baked);
  const engine = useLab((state) => state.engine);
  const model = useLoad((state) => state.experiment.model.name);
  const busy = useLoad((state) => isUnderWay(state.work));
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
        <button type="button" onClick={showBakedMatrix}>
          Show what was measured earlier
        </button>
      )}
      {stage ? (
        <>
          <progress aria-label="Mechanisms measured" value={stage.done} max={stage.total ?? 1} />
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
