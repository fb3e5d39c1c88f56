import { useRef } from 'react';
import { visible } from '../../../experiment/visible.ts';
import type { Finding, FindingTone } from '../../../report/finding.ts';
import { standingsWords } from '../../../report/postures.ts';
import { runCountWords } from '../../../report/progress.ts';
import { findingOf } from '../../../report/search.ts';
import { adapterName } from '../../../results/adapter-name.ts';
import { lostWords } from '../../../results/lost.ts';
import { capital, counted } from '../../../results/text.ts';
import type { Answer } from '../../../studies/search/question.ts';
import { durationWords } from '../../kit/format.ts';
import { useHeldFocus } from '../../kit/held-focus.ts';
import { Name } from '../../kit/name.tsx';
import controls from '../../kit/styles/controls.module.css';
import tables from '../../kit/styles/tables.module.css';
import { cancel } from '../../state/running.ts';
import { isUnderWay, progressOf } from '../../state/task.ts';
import verdictStyles from '../compare/verdict.module.css';
import { Guarantees, LostGuarantees } from '../run/guarantees.tsx';
import { BlameList } from './blame-list.tsx';

import { CulpritLattice } from './culprit-lattice.tsx';
import { FlipStory } from './flip-story.tsx';
import styles from './investigate.module.css';
import { OpenAnswer } from './open-answer.tsx';
import { type Asked, type AskState, answerId, forget } from './search-store.ts';

const TITLES: Readonly<Record<Answer['kind'], string>> = {
  culprit: 'Which operation?',
  blame: 'Which neighbour?',
  flip: 'How little does it take?',
};

const TONES: Readonly<Record<FindingTone, readonly [tone: string, mark: string]>> = {
  same: ['same', '='],
  bits: ['bits', '≈'],
  differ: ['fork', '≠'],
  open: ['none', '…'],
};

/** One question's answer as it comes: where it stands, the picture, and the verdict in words. */
export function AnswerPanel({ asked }: { readonly asked: Asked }) {
  const { question, now, answer } = asked;
  const { a, b, probe } = question.pair;
  const panel = useRef<HTMLElement>(null);
  const held = useHeldFocus(panel, isUnderWay(now));
  return (
    <article
      className={styles.finding}
      id={answerId(asked.id)}
      tabIndex={-1}
      ref={panel}
      {...held}
      aria-label={`Answer: ${TITLES[question.kind]}`}
    >
      <header className={styles.findingHead}>
        <h3>
          {TITLES[question.kind]}
          <small>
            <Name of={a} /> vs <Name of={b} />, {probe}
            {question.tokens === null ? '' : `, first ${counted(question.tokens, 'token')}`}
          </small>
        </h3>
        {!isUnderWay(now) && (
          <button
            type="button"
            className={controls.quiet}
            aria-label="Close this answer"
            onClick={() => forget(asked.id)}
          >
            ✕
          </button>
        )}
      </header>
      {now.state === 'done' && <LostGuarantees lost={lostWords(now.result.postures)} />}
      {now.state === 'done' && answer ? <Verdict finding={findingOf(answer)} /> : <Standing now={now} />}
      {answer && <Picture answer={answer} doing={progressOf(now)?.doing ?? null} />}
      {now.state === 'done' && answer && (
        <>
          <Notes finding={findingOf(answer)} notes={now.result.notes} />
          <details>
            <summary>Guarantees: {standingsWords(now.result.postures)}</summary>
            <Guarantees postures={now.result.postures} />
          </details>
          <div className={styles.findingFoot} data-part="finding-foot">
            <OpenAnswer asked={asked} answer={answer} elsewhere={findingOf(answer).elsewhere} />
            <small>
              {now.result.runs} runs in {durationWords(now.result.milliseconds)} on{' '}
              {adapterName(now.result.adapter)}
            </small>
          </div>
        </>
      )}
    </article>
  );
}

function Verdict({ finding: { tone, verdict } }: { readonly finding: Finding }) {
  const [name, mark] = TONES[tone];
  return (
    <p className={verdictStyles.answer} data-tone={name} role="status">
      <span className={verdictStyles.mark} aria-hidden="true">
        {mark}
      </span>{' '}
      {verdict}
    </p>
  );
}

function Standing({ now }: { readonly now: AskState }) {
  switch (now.state) {
    case 'running':
    case 'stopping': {
      const { runs, most, doing } = now.progress;
      return (
        <div className={styles.findingProgress}>
          <progress aria-label="Runs of this question" value={runs} max={Math.max(1, most)} />
          <p>
            {capital(runCountWords(now.progress))}: {visible(doing)}
          </p>
          <button type="button" onClick={() => void cancel()}>
            Stop the search
          </button>
        </div>
      );
    }
    case 'cancelled':
      return <p className={tables.note}>Stopped. What was found by then stays.</p>;
    case 'failed':
      return (
        <p className={tables.note}>
          {now.fault.kind === 'experiment'
            ? now.fault.message
            : 'It did not finish: see the message at the top. What was found by then stays.'}
        </p>
      );
    case 'idle':
    case 'done':
      return null;
  }
}

function Picture({ answer, doing }: { readonly answer: Answer; readonly doing: string | null }) {
  switch (answer.kind) {
    case 'culprit':
      return <CulpritLattice report={answer} running={doing !== null} />;
    case 'blame':
      return <BlameList report={answer} />;
    case 'flip':
      return <FlipStory report={answer} />;
  }
}

function Notes({ finding, notes }: { readonly finding: Finding; readonly notes: readonly string[] }) {
  const all = [...finding.notes, ...notes];
  if (all.length === 0) return null;
  return (
    <ul className={styles.findingNotes} data-part="finding-notes">
      {all.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}
