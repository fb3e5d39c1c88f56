import { type ReactNode, useId, useState } from 'react';
import { ExperimentError } from '../../../experiment/errors.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import { mostRuns, type Question } from '../../../studies/search/question.ts';
import { useLab } from '../../state/lab-store.ts';
import { isUnderWay } from '../../state/task.ts';
import { ask } from './ask.ts';
import { costWords, millisecondsPerRun } from './cost.ts';
import styles from './investigate.module.css';

interface QuestionCardProps {
  readonly title: string;
  readonly label: string;
  readonly about: ReactNode;
  readonly experiment: Experiment;
  readonly question: Question;
  readonly children?: ReactNode;
}

/** A question that is asked as it stands. */
export function QuestionCard({ experiment, question, ...card }: QuestionCardProps) {
  const busy = useLab(({ status }) => isUnderWay(status));
  const perRun = useLab(({ view }) => millisecondsPerRun(view, question.pair, question.tokens));
  const refused = problemOf(() => mostRuns(experiment, question));
  const cost = refused ?? costWords(mostRuns(experiment, question), perRun, 'at most');
  const off = busy || refused !== null;
  return <Card {...card} cost={cost} off={off} onClick={() => !off && void ask(experiment, question)} />;
}

/** Why the pair cannot be asked about; null where it can. */
export function problemOf(attempt: () => unknown): string | null {
  try {
    attempt();
    return null;
  } catch (error) {
    if (error instanceof ExperimentError) return error.message;
    throw error;
  }
}

interface CardProps {
  readonly title: string;
  readonly about: ReactNode;
  readonly label: string;
  readonly cost: string;
  readonly off: boolean;
  readonly onClick: () => void;
  readonly children?: ReactNode;
}

/** What is asked, what it takes to answer, and the button. */
export function Card({ title, about, label, cost, off, onClick, children }: CardProps) {
  const id = useId();
  return (
    <article className={styles.question} aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      <p>{about}</p>
      {children}
      <div className={styles.questionAsk}>
        <button type="button" aria-disabled={off} onClick={onClick}>
          {label}
        </button>
        <small>{cost}</small>
      </div>
    </article>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly onChange: (value: number) => void;
}

/** Keeps what is typed, and takes it as soon as it is a whole number within the bounds. */
export function NumberField({ label, value, least, most, onChange }: NumberFieldProps) {
  const [text, setText] = useState(String(value));
  const take = (typed: string) => {
    setText(typed);
    const number = Number(typed);
    if (/^\d+$/.test(typed) && number >= least && number <= most) onChange(number);
  };
  return (
    <label>
      {label}
      <input
        type="number"
        min={least}
        max={most}
        value={text}
        onChange={({ target }) => take(target.value)}
        onBlur={() => setText(String(value))}
      />
    </label>
  );
}
