import { hypothesisSentence, studyVerdict } from '../../../../report/study.ts';
import { grouped } from '../../../../results/text.ts';
import { visibleLines } from '../../../kit/format.ts';
import tables from '../../../kit/styles/tables.module.css';
import { faultOf, isUnderWay } from '../../../state/task.ts';
import { look } from './runner-actions.ts';
import { type Look, type OpenedStudy, useRunner } from './runner-store.ts';

/** What the jobs that are done say; before all are, that is a look, and it is called one. */
export function ResultsSoFar({ opened }: { readonly opened: OpenedStudy }) {
  const looking = useRunner((state) => state.looking);
  const done = useRunner((state) => state.done);
  const of = opened.table.count;
  const fault = faultOf(looking);
  if (done === 0) return null;
  return (
    <section className={tables.panel} aria-labelledby="found-title" data-part="runner-results">
      <div className={tables.panelHead}>
        <h2 id="found-title">What was found</h2>
        <button type="button" aria-disabled={isUnderWay(looking)} onClick={() => void look()}>
          {done < of ? 'Look at the results so far' : 'Analyse again'}
        </button>
      </div>
      {done < of && (
        <p className={tables.note}>
          {`A look: ${grouped(done)} of ${grouped(of)} jobs are done. Who stops where a look is to their liking finds more than there is; what counts is what the plan’s last analysis says.`}
        </p>
      )}
      {isUnderWay(looking) && <p role="status">Analysing…</p>}
      {fault && <p role="alert">{visibleLines(fault.message)}</p>}
      {looking.state === 'done' && <Found look={looking.result} of={of} />}
    </section>
  );
}

function Found({ look: { outcome, done }, of }: { readonly look: Look; readonly of: number }) {
  return (
    <>
      {done < of && (
        <p>
          <strong>{`Look at ${grouped(done)} of ${grouped(of)} jobs`}</strong>
        </p>
      )}
      <p>{studyVerdict(outcome)}</p>
      <ul>
        {outcome.hypotheses.map((tested) => (
          <li key={tested.hypothesis.id}>{hypothesisSentence(tested, outcome.definition)}</li>
        ))}
      </ul>
      {outcome.deviations.length > 0 && (
        <>
          <h3>Otherwise than planned</h3>
          <ul>
            {outcome.deviations.map((deviation) => (
              <li key={deviation}>{deviation}</li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
