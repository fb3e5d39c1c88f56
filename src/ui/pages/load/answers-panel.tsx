import { memo, useState } from 'react';
import type { MeanInterval } from '../../../numerics/mean-interval.ts';
import type { Behaviour, BehaviourMeans } from '../../../results/behaviour.ts';
import { counted, grouped } from '../../../results/text.ts';
import { Name } from '../../kit/name.tsx';
import tables from '../../kit/styles/tables.module.css';
import { answersOf, behaviourOfAnswer, isAnswer } from './answers.ts';
import type { ArmView } from './arm-view.ts';
import styles from './load.module.css';

/** What is measured, how it is headed, and by what it is multiplied for that. */
const MEASURES = [
  ['length', 'tokens', 1],
  ['repeated', 'said before, %', 100],
  ['longestRepeat', 'longest repeat, tokens', 1],
  ['steps', 'worked steps', 1],
] as const satisfies readonly (readonly [keyof Behaviour, string, number])[];

/** Answers from which an interval is given: of fewer it is wider than what is measured. */
const LEAST = 5;

interface AnswersPanelProps {
  readonly views: readonly ArmView[];
  readonly view: ArmView;
  /** Requests that are done: the figures follow these, not every token. */
  readonly done: number;
  readonly watched: number;
}

/** How answers behave, whatever they say: lengths, loops and worked steps, for each arm and request by request between arms. */
export const AnswersPanel = memo(function AnswersPanel(props: AnswersPanelProps) {
  const [open, setOpen] = useState(false);
  return (
    <section className={tables.panel} aria-labelledby="load-answers-title" data-part="load-answers">
      <h2 id="load-answers-title">How answers behave</h2>
      <details className={styles.company} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>Lengths, loops and worked steps of {counted(props.done, 'answer')}</summary>
        {open && <Measured {...props} />}
      </details>
    </section>
  );
});

function Measured({ views, view, watched }: AnswersPanelProps) {
  const request = view.requests[watched];
  return (
    <>
      <p className={tables.note}>
        Said before: the share of an answer’s four-token runs that stood in it already, which rises where a
        model goes in circles. Worked steps: pieces of text that come to a result by an equals sign. Means,
        and from {LEAST} answers on their 95 % intervals.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={tables.scroll} tabIndex={0} aria-label="Answers, table">
        <table>
          <thead>
            <tr>
              <th scope="col">answers</th>
              <th scope="col" className="number">
                how many
              </th>
              {MEASURES.map(([key, head]) => (
                <th key={key} scope="col" className="number">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {request && isAnswer(request) && <WatchedRow id={request.id} of={behaviourOfAnswer(request)} />}
            {answersOf(views).map(({ arm, count, means, less }) => (
              <ArmRows key={arm} {...{ arm, count, means, less }} />
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function WatchedRow({ id, of }: { readonly id: string; readonly of: Behaviour }) {
  return (
    <tr>
      <th scope="row">
        the one watched, <Name of={id} />
      </th>
      <td className="number">1</td>
      {MEASURES.map(([key, , times]) => (
        <td key={key} className="number">
          {oneText(of[key] * times)}
        </td>
      ))}
    </tr>
  );
}

function ArmRows({ arm, count, means, less }: ReturnType<typeof answersOf>[number]) {
  return (
    <>
      <tr>
        <th scope="row">
          <Name of={arm} />
        </th>
        <Means count={count} of={means} />
      </tr>
      {less && (
        <tr>
          <th scope="row">
            <small>
              less <Name of={less.arm} />, request by request
            </small>
          </th>
          <Means count={less.count} of={less.means} />
        </tr>
      )}
    </>
  );
}

function Means({ count, of }: { readonly count: number; readonly of: BehaviourMeans | null }) {
  return (
    <>
      <td className="number">{grouped(count)}</td>
      {MEASURES.map(([key, , times]) => (
        <td key={key} className="number">
          {of && <Interval of={of[key]} times={times} count={count} />}
        </td>
      ))}
    </>
  );
}

interface IntervalProps {
  readonly of: MeanInterval;
  readonly times: number;
  readonly count: number;
}

function Interval({ of: { mean, low, high }, times, count }: IntervalProps) {
  return (
    <>
      {oneText(mean * times)}{' '}
      {count >= LEAST && high > low && (
        <small>
          {oneText(low * times)} to {oneText(high * times)}
        </small>
      )}
    </>
  );
}

/** To one digit behind the point, without a minus before zero. */
function oneText(value: number): string {
  return (Math.abs(value) < 0.05 ? 0 : value).toFixed(1).replace('-', '−');
}
