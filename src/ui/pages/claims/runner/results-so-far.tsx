import { grouped } from '../../../../results/text.ts';
import { SelectField } from '../../../kit/choices.tsx';
import { visibleLines } from '../../../kit/format.ts';
import fields from '../../../kit/styles/fields.module.css';
import layout from '../../../kit/styles/layout.module.css';
import tables from '../../../kit/styles/tables.module.css';
import { faultOf, isUnderWay } from '../../../state/task.ts';
import { StudyReport } from '../studies/study-report.tsx';
import { chooseLook, look } from './runner-actions.ts';
import { type Look, type OpenedStudy, useRunner } from './runner-store.ts';

/** What the jobs that are done say; before all are, that is a look, and it is called one. */
export function ResultsSoFar({ opened }: { readonly opened: OpenedStudy }) {
  const looking = useRunner((state) => state.looking);
  const done = useRunner((state) => state.done);
  const of = opened.table.count;
  const fault = faultOf(looking);
  if (done === 0) return null;
  return (
    <div className={layout.panels} data-part="runner-results">
      <section className={tables.panel} aria-labelledby="found-title">
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
        <PlannedLook looks={opened.study.plan.looks} />
        {isUnderWay(looking) && <p role="status">Analysing…</p>}
        {fault && <p role="alert">{visibleLines(fault.message)}</p>}
      </section>
      {looking.state === 'done' && <Found look={looking.result} of={of} />}
    </div>
  );
}

/** Which of the analyses that the plan has this is: each spends a part of alpha of its own. */
function PlannedLook({ looks }: { readonly looks: number }) {
  const now = useRunner((state) => state.plannedLook) ?? looks;
  if (looks === 1) return null;
  return (
    <div className={`${fields.editForm} row`}>
      <SelectField
        label="Analysed as"
        value={String(now)}
        options={Array.from({ length: looks }, (_, at) => String(at + 1))}
        words={(at) => `planned look ${at} of ${looks}${Number(at) === looks ? ', the last' : ''}`}
        onChange={(at) => chooseLook(Number(at))}
      />
    </div>
  );
}

function Found({ look: { outcome, merged, done }, of }: { readonly look: Look; readonly of: number }) {
  return (
    <>
      {done < of && (
        <p>
          <strong>{`Look at ${grouped(done)} of ${grouped(of)} jobs`}</strong>
        </p>
      )}
      <StudyReport outcome={outcome} merged={merged} />
    </>
  );
}
