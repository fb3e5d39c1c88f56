import { visible } from '../../../experiment/visible.ts';
import { deviceWords } from '../../../report/engine.ts';
import { trialCounts } from '../../../report/fork-search.ts';
import { counted, grouped } from '../../../results/text.ts';
import { canDrawAgain, forkSearchProblem } from '../../../studies/search/fork-question.ts';
import type { ForkReport } from '../../../studies/search/fork-search.ts';
import { visibleLines } from '../../kit/format.ts';
import { shownExperiment } from '../../state/lab-state.ts';
import { useLab } from '../../state/lab-store.ts';
import type { Pair } from '../../state/pairs.ts';
import { cancel } from '../../state/running.ts';
import { faultOf, isUnderWay, progressOf, resultOf } from '../../state/task.ts';
import { diffOf } from '../compare/verdict-words.ts';
import { findOne, useFind } from './find.ts';
import styles from './story.module.css';

/** Where an answer did not fork here: the way to one that does. Nothing where it forked, or where no prompt could. */
export function FindOne({ pair }: { readonly pair: Pair }) {
  const experiment = useLab(shownExperiment);
  const record = useLab(({ view }) => view.record);
  const busy = useLab(({ status }) => isUnderWay(status));
  const engine = useLab((state) => state.engine);
  const { now, round, ...search } = useFind();
  const choice = { a: pair.a.name, b: pair.b.name, probe: pair.probe.id };
  if (!record || diffOf(pair, record).fork !== null || forkSearchProblem(experiment, choice) !== null)
    return null;
  const own = search.experiment === experiment;
  const looking = own && isUnderWay(now);
  const tried = own ? search.tried : null;
  const spent = own && resultOf(now)?.experiment === null;
  const next = spent ? round + 1 : own ? round : 0;
  const button = spent ? 'Try them in another company' : `Find one on ${deviceWords(engine)}`;
  const fault = own ? faultOf(now) : null;
  return (
    <section className={styles.find} aria-label="Find a fork" data-part="find-one">
      <p>
        {spent
          ? 'None of these prompts forks here in this company.'
          : 'This one does not fork here. Another prompt, in the same two batches, may.'}
      </p>
      {looking ? (
        <button type="button" onClick={() => void cancel()}>
          Stop looking
        </button>
      ) : (
        (!spent || canDrawAgain(experiment)) && (
          <button type="button" aria-disabled={busy} onClick={() => void findOne(experiment, choice, next)}>
            {button}
          </button>
        )
      )}
      {(looking || tried) && <Tried report={tried} most={progressOf(now)?.most ?? null} />}
      {fault && <p role="alert">{visibleLines(fault.message)}</p>}
    </section>
  );
}

interface TriedProps {
  readonly report: ForkReport | null;
  /** Prompts to try in all, while it goes on. */
  readonly most: number | null;
}

function Tried({ report, most }: TriedProps) {
  const trials = report?.trials ?? [];
  return (
    <div className={styles.tried}>
      {most !== null && <progress aria-label="Prompts tried" value={trials.length} max={most} />}
      <p role="status">
        {most === null ? '' : `${grouped(trials.length)} of ${grouped(most)} prompts tried. `}
        {trials.length > 0 && trialCounts(trials)}
      </p>
      {trials.length > 0 && (
        <details>
          <summary>{counted(trials.length, 'prompt')}</summary>
          <ol>
            {trials.map(({ prompt, identical }) => (
              <li key={prompt}>
                {visible(prompt)} …{' '}
                <small>{identical ? 'the same bits' : 'other bits, the same words'}</small>
              </li>
            ))}
          </ol>
        </details>
      )}
    </div>
  );
}
