import { deviceWords } from '../../../report/engine.ts';
import { searchVerdict } from '../../../report/fork-search.ts';
import { modelQuestion } from '../../../studies/search/model-question.ts';
import tables from '../../kit/styles/tables.module.css';
import { openEditorDialog } from '../../state/editor.ts';
import { bundledExperiments } from '../../state/experiments.ts';
import { useLab } from '../../state/lab-store.ts';
import { cancel } from '../../state/running.ts';
import { faultOf, isUnderWay, progressOf, resultOf } from '../../state/task.ts';
import { findOne, useFind } from '../story/find.ts';
import styles from './own-model.module.css';
import { Refused } from './refused.tsx';

const needle = bundledExperiments.find(({ id }) => id === 'needle')!.experiment;

/** Asks prompts on the model, each alone and in company, until an answer parts; says how many of how many did, or an honest none. */
export function FindFork() {
  const model = useLab(({ chosen }) => chosen.experiment.model);
  const busy = useLab(({ status }) => isUnderWay(status));
  const engine = useLab((state) => state.engine);
  const { experiment, now, round, tried } = useFind();
  const own = experiment !== null && JSON.stringify(experiment.model) === JSON.stringify(model);
  const looking = own && isUnderWay(now);
  const trials = (own && tried?.trials) || [];
  const fault = own ? faultOf(now) : null;
  const stopped = own && now.state === 'cancelled';
  const most = progressOf(now)?.most ?? null;
  const spent = own && resultOf(now)?.experiment === null;
  const ask = async () => {
    const question = modelQuestion(needle, model);
    // A second press asks in another company.
    if (await findOne(question.experiment, question.pair, spent ? round + 1 : 0)) openEditorDialog(null);
  };
  return (
    <div className={styles.download} data-part="find-fork">
      <div className="row">
        {looking ? (
          <button type="button" onClick={() => void cancel()}>
            Stop looking
          </button>
        ) : (
          <button type="button" aria-disabled={busy} onClick={() => void (busy || ask())}>
            {spent ? 'Look in another company' : 'Find a fork on this model'}
          </button>
        )}
        <small className={styles.beside}>
          Asks up to 24 openings on {deviceWords(engine)}, each alone and beside the needle’s batchmates, in
          one kernel set that follows the batch.
        </small>
      </div>
      {looking && most !== null && <progress aria-label="Prompts tried" value={trials.length} max={most} />}
      {(stopped || trials.length > 0) && (
        <p role="status" className={tables.note}>
          {stopped && 'Stopped. '}
          {trials.length > 0 ? searchVerdict(trials) : 'No prompt was answered by then.'}
        </p>
      )}
      {fault && <Refused text={fault.message} />}
    </div>
  );
}
