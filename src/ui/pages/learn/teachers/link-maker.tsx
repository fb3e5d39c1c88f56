import { useState } from 'react';
import { CopyText } from '../../../areas/share/copy-text.tsx';
import { CheckField, SelectField } from '../../../kit/choices.tsx';
import dialog from '../../../kit/styles/dialog.module.css';
import tables from '../../../kit/styles/tables.module.css';
import { LESSONS, lessonAddress } from '../lessons.ts';
import { flagsText, LOCK_WORDS, LOCKS, type Lock } from '../locks.ts';
import styles from '../teachers.module.css';

const TITLES = new Map(LESSONS.map(({ id, title }) => [id, title]));

/** A lesson's address with chosen parts locked. */
export function LinkMaker() {
  const [lesson, setLesson] = useState(LESSONS[0].id);
  const [locks, setLocks] = useState<readonly Lock[]>(['answers']);
  const [large, setLarge] = useState(false);
  const toggle = (lock: Lock) => setLocks(LOCKS.filter((each) => locks.includes(each) !== (each === lock)));
  const here = location.href.replace(/#.*/, '');
  return (
    <div className={styles.maker}>
      <SelectField
        label="Lesson"
        value={lesson}
        options={LESSONS.map(({ id }) => id)}
        onChange={setLesson}
        words={(id) => TITLES.get(id) ?? id}
      />
      <fieldset className={dialog.options}>
        <legend>Lock in this link</legend>
        {LOCKS.map((lock) => (
          <CheckField
            key={lock}
            label={LOCK_WORDS[lock]}
            checked={locks.includes(lock)}
            onChange={() => toggle(lock)}
          />
        ))}
      </fieldset>
      <CheckField label="large type, for a projector" checked={large} onChange={setLarge} />
      <CopyText
        label="Link"
        text={`${here}${lessonAddress(lesson, undefined, flagsText({ locks, large }))}`}
        rows={2}
        note="The student’s page says what is locked."
      />
      <p className={tables.note}>
        Locks keep honest people on the path and nobody else out: the page without them has another address,
        and the lessons are public as plain text.
      </p>
    </div>
  );
}
