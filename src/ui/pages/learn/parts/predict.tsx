import { type ReactNode, useId, useState } from 'react';
import controls from '../../../kit/styles/controls.module.css';
import { useLock, useReading } from '../locks.ts';
import styles from '../parts.module.css';

interface PredictProps {
  readonly question: ReactNode;
  readonly options: readonly string[];
  /** Index of the option that is right. */
  readonly answer: number;
  /** Why: hidden until the reader committed to an option or asked to be shown. Print has it always. */
  readonly children: ReactNode;
  /** Called once, with the first answer; not where the reader asked to be shown. */
  readonly onAnswered?: (right: boolean) => void;
  /** Called once, when the reader answered or asked to be shown. */
  readonly onOpened?: () => void;
}

/**
 * A question to commit to before the explanation: a guess that was made is remembered better than a sentence that was read. On a
 * solution sheet it stands open; where a teacher's link keeps the answers, it takes one and says nothing of it.
 */
export function Predict({ question, options, answer, children, onAnswered, onOpened }: PredictProps) {
  const sheet = useReading().as === 'sheet';
  const kept = useLock('answers') && !sheet;
  const [chosen, setChosen] = useState<number | null>(null);
  const [shown, setShown] = useState(false);
  const questionId = useId();
  const over = sheet || shown || chosen !== null;
  const open = over && !kept;
  const choose = (option: number) => {
    if (over) return;
    setChosen(option);
    onAnswered?.(option === answer);
    onOpened?.();
  };
  const show = () => {
    setShown(true);
    onOpened?.();
  };
  return (
    <section className={styles.predict} data-part="predict" aria-labelledby={questionId}>
      <p className={styles.predictQuestion} id={questionId}>
        {question}
      </p>
      <ul className={styles.predictOptions}>
        {options.map((option, index) => (
          <li key={option}>
            <button
              type="button"
              className={open && index === answer ? styles.predictRight : undefined}
              aria-pressed={chosen === index}
              aria-disabled={over}
              onClick={() => choose(index)}
            >
              {open && (index === answer || index === chosen) && (
                <span aria-hidden="true">{index === answer ? '✓ ' : '✗ '}</span>
              )}
              {option}
            </button>
          </li>
        ))}
        {!over && !kept && (
          <li>
            <button
              type="button"
              className={`${controls.link} ${styles.link} ${styles.predictShow}`}
              onClick={show}
            >
              Show me
            </button>
          </li>
        )}
      </ul>
      {kept ? (
        <p className={styles.predictKept} role="status">
          {chosen !== null && 'Noted. The answer is kept for class.'}
        </p>
      ) : (
        <div
          className={open ? styles.predictReveal : `${styles.predictReveal} ${styles.predictHidden}`}
          role="status"
        >
          {open && (
            <p className={styles.predictVerdict} data-part="predict-verdict">
              {sheet ? `Answer: ${options[answer]}` : verdictWords(options, answer, chosen)}
            </p>
          )}
          {children}
        </div>
      )}
    </section>
  );
}

function verdictWords(options: readonly string[], answer: number, chosen: number | null): string {
  if (chosen === answer) return 'You predicted it.';
  const right = `It is: ${options[answer]}.`;
  return chosen === null ? right : `Not this time. ${right}`;
}
