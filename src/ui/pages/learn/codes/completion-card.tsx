import { type FormEvent, useState } from 'react';
import { CopyText } from '../../../areas/share/copy-text.tsx';
import fields from '../../../kit/styles/fields.module.css';
import tables from '../../../kit/styles/tables.module.css';
import type { Lesson } from '../lesson.ts';
import styles from '../teachers.module.css';
import { completionCode, editionOf, MOST_NAME, nameProblem } from './completion-code.ts';
import { today } from './today.ts';

/** Makes a completion code from a name: nothing is sent and nothing of it kept. */
export function CompletionCard({ lesson }: { readonly lesson: Lesson }) {
  const [name, setName] = useState('');
  const [code, setCode] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const make = (event: FormEvent) => {
    event.preventDefault();
    const wrong = nameProblem(name);
    setProblem(wrong);
    if (wrong) return setCode(null);
    setCode(completionCode({ lesson: lesson.id, edition: editionOf(lesson), name, date: today() }));
  };
  return (
    <form className={styles.card} onSubmit={make} data-part="completion">
      <h4>Completion code</h4>
      <p>
        A line to paste where your teacher asks for it. It says that the steps and questions of this lesson
        were done in a page of this lab, on which day, and the name that you type here. The name goes into the
        code and nowhere else.
      </p>
      <div className="row">
        <label className={styles.name}>
          Name or initials
          <input
            type="text"
            value={name}
            maxLength={MOST_NAME}
            autoComplete="off"
            aria-invalid={problem !== null}
            onChange={({ target }) => setName(target.value)}
          />
        </label>
        <button type="submit">Make the code</button>
      </div>
      {problem && (
        <p className={fields.problem} role="alert">
          {problem}
        </p>
      )}
      {code && <CopyText label="Code" text={code} rows={2} />}
      <p className={tables.note}>
        What it does not prove: who did it, and that nobody made it up. The source is open, and the checksum
        only finds slips. <a href="#learn/check">Check codes</a>
      </p>
    </form>
  );
}
