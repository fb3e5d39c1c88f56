import { useMemo, useState } from 'react';
import { counted } from '../../../../results/text.ts';
import { useArrival } from '../../../kit/arrival.ts';
import { Name } from '../../../kit/name.tsx';
import { saveFile } from '../../../kit/save-file.ts';
import tables from '../../../kit/styles/tables.module.css';
import { useTitle } from '../../../kit/use-title.ts';
import learn from '../learn.module.css';
import lessonStyles from '../lesson.module.css';
import { LESSONS } from '../lessons.ts';
import styles from '../teachers.module.css';
import { type CheckedLine, checkCodes, checkedCsv } from './check-codes.ts';
import { today } from './today.ts';

/** A megabyte of codes is more than a school has. */
const MOST_TEXT = 1_000_000;

/** `#learn/check`: one code, or a column of them, and what each is worth. Nothing leaves the page. */
export function CheckPage() {
  useTitle('Check completion codes - Batchmates');
  const heading = useArrival(false);
  const [text, setText] = useState('');
  const checked = useMemo(() => checkCodes(text, LESSONS, today()), [text]);
  return (
    <div className={learn.learn}>
      <p className={lessonStyles.lessonPlace}>
        <a href="#learn">Lessons</a> <span aria-hidden="true">/</span> Check codes
      </p>
      <header className={learn.learnHead}>
        <h2 ref={heading} tabIndex={-1}>
          Check completion codes
        </h2>
        <p>
          Paste one code or many, a line each, whatever else stands in the lines. They are checked in this
          page: no server, no account.
        </p>
      </header>
      <textarea
        className={styles.paste}
        aria-label="Codes, a line each"
        rows={8}
        spellCheck={false}
        maxLength={MOST_TEXT}
        value={text}
        placeholder="BM1.floats.…"
        onChange={({ target }) => setText(target.value)}
      />
      <p role="status" className={tables.note}>
        {checked.length > 0 && summary(checked)}
      </p>
      {checked.length > 0 && <Checked lines={checked} />}
      <section className={styles.part}>
        <h3>What a code proves</h3>
        <ul>
          <li>That it was not mistyped or edited by hand: its end is a checksum over the rest.</li>
          <li>
            Which lesson, which edition of it, the day by the student’s own clock, and the name that was typed
            in.
          </li>
          <li>
            That every step and question was done in a page, if the page made it. It does not prove who sat
            there, nor that no program made it: the source is open and holds no secret. For marks that count,
            ask a question in class.
          </li>
        </ul>
      </section>
    </div>
  );
}

function summary(lines: readonly CheckedLine[]): string {
  const many = (verdict: CheckedLine['verdict']) => lines.filter((each) => each.verdict === verdict).length;
  return `${counted(lines.length, 'line')}: ${many('fits')} fit, ${many('look twice')} to look at twice, ${many('refused')} refused.`;
}

function Checked({ lines }: { readonly lines: readonly CheckedLine[] }) {
  const save = () => saveFile('completions.csv', new Blob([checkedCsv(lines)], { type: 'text/csv' }));
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={tables.scroll} tabIndex={0} aria-label="Checked codes">
        <table>
          <thead>
            <tr>
              {['line', 'name', 'lesson', 'date', 'verdict', 'remark'].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(({ line, completion, lesson, verdict, remark }) => (
              <tr key={line} data-verdict={verdict}>
                <td>{line}</td>
                <td>{completion && <Name of={completion.name} />}</td>
                <td>{lesson}</td>
                <td>{completion?.date}</td>
                <td>
                  {verdict === 'fits' ? '✓ ' : verdict === 'refused' ? '✗ ' : '! '}
                  {verdict}
                </td>
                <td className={styles.wrap}>{remark}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p>
        <button type="button" onClick={save}>
          Save as CSV
        </button>
      </p>
    </>
  );
}
