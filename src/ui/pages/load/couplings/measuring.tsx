import { useState } from 'react';
import { deviceWords } from '../../../../report/engine.ts';
import { MECHANISMS } from '../../../../studies/couplings/mechanisms.ts';
import { visibleLines } from '../../../kit/format.ts';
import { useLab } from '../../../state/lab-store.ts';
import { faultOf, isUnderWay, progressOf } from '../../../state/task.ts';
import { useLoad } from '../load-store.ts';
import { forgetOwn, useCouplings } from './coupling-store.ts';
import styles from './couplings.module.css';
import { measureHere, stopMeasuring } from './measure-here.ts';
import { measuredModels } from './measured-models.ts';

/** On which model, the way to begin and to end, and how far it is. */
export function Measuring() {
  const work = useCouplings((state) => state.work);
  const own = useCouplings((state) => state.own);
  const stage = progressOf(work);
  const fault = faultOf(work);
  return (
    <div className={styles.measuring}>
      {stage ? (
        <>
          <button type="button" aria-disabled={work.state === 'stopping'} onClick={stopMeasuring}>
            Cancel
          </button>
          <progress aria-label="Mechanisms measured" value={stage.done} max={stage.total ?? 1} />
          <small role="status">{work.state === 'stopping' ? 'Stopping after this step…' : stage.words}</small>
        </>
      ) : (
        <Begin />
      )}
      {!stage && own && (
        <button type="button" onClick={forgetOwn}>
          Forget what was measured here
        </button>
      )}
      {work.state === 'cancelled' && (
        <small role="status">{`Cancelled: ${own?.rows.length ?? 0} of ${MECHANISMS.length} mechanisms stay.`}</small>
      )}
      {fault && <p role="alert">{visibleLines(fault.message)}</p>}
    </div>
  );
}

function Begin() {
  const engine = useLab((state) => state.engine);
  const ofLab = useLab((state) => state.chosen.experiment.model);
  const ofRun = useLoad((state) => state.experiment.model);
  const busy = useLoad((state) => isUnderWay(state.work));
  const [picked, setPicked] = useState('');
  const models = measuredModels(ofLab, ofRun);
  const chosen = models.find(({ key }) => key === picked) ?? models[0];
  return (
    <>
      <label className="row">
        Model
        <select value={chosen.key} onChange={(event) => setPicked(event.target.value)}>
          {models.map(({ key, words }) => (
            <option key={key} value={key}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <button type="button" aria-disabled={busy} onClick={() => void (busy || measureHere(chosen.model))}>
        Measure it here
      </button>
      <small role="status">
        {busy
          ? 'A run under load is under way: the matrix can be measured once that has ended.'
          : `on ${deviceWords(engine)}`}
      </small>
    </>
  );
}
