import { useState } from 'react';
import { grouped } from '../../../results/text.ts';
import { CheckField, SelectField } from '../../kit/choices.tsx';
import fields from '../../kit/styles/fields.module.css';
import tables from '../../kit/styles/tables.module.css';
import styles from './census.module.css';
import { comparedFacts, FACT_GROUPS, type Standing } from './facts.ts';
import type { Subject } from './subjects.ts';

const STANDING_WORDS: Readonly<Record<Standing, string>> = {
  same: '= the same',
  differs: '≠ differs',
  'other bits': '≠ other bits',
  'not asked': 'one was not asked',
  'not compared': 'a time',
};

const APART: readonly Standing[] = ['differs', 'other bits'];

/** Two adapters, question by question. */
export function TwoAdapters({ subjects }: { readonly subjects: readonly Subject[] }) {
  const [ids, setIds] = useState<readonly [string | null, string | null]>([null, null]);
  const [onlyApart, setOnlyApart] = useState(true);
  const a = subjects.find(({ id }) => id === ids[0]) ?? subjects[0];
  const b = subjects.find(({ id }) => id === ids[1]) ?? otherThan(a, subjects);
  const facts = comparedFacts(a.census, b.census);
  const apart = facts.filter(({ standing }) => APART.includes(standing));
  const options = subjects.map(({ id }) => id);
  const words = (id: string) => subjects.find((each) => each.id === id)!.name;
  const compared = facts.filter(({ standing }) => APART.includes(standing) || standing === 'same');
  return (
    <section className={tables.panel} aria-labelledby="census-two">
      <h2 id="census-two">Two of them, question by question</h2>
      <div className={`${fields.editForm} ${styles.controls}`}>
        <SelectField
          label="A"
          value={a.id}
          options={options}
          words={words}
          onChange={(id) => setIds([id, b.id])}
        />
        <SelectField
          label="B"
          value={b.id}
          options={options}
          words={words}
          onChange={(id) => setIds([a.id, id])}
        />
        <CheckField label="Only what differs" checked={onlyApart} onChange={setOnlyApart} />
      </div>
      <p role="status">
        {apart.length === 0
          ? `All ${grouped(compared.length)} answers that both gave are the same.`
          : `${apart.length} of ${grouped(compared.length)} answers differ, ${apart.filter(({ standing }) => standing === 'other bits').length} of them in bits alone.`}
      </p>
      {(!onlyApart || apart.length > 0) && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
        <section className={`${tables.scroll} ${tables.tall}`} tabIndex={0} aria-label="Two adapters, table">
          <table className={styles.questions}>
            <thead>
              <tr>
                <th scope="col">asked</th>
                <th scope="col">A</th>
                <th scope="col">B</th>
                <th scope="col">compared</th>
              </tr>
            </thead>
            <tbody>
              {(onlyApart ? apart : facts).map(({ id, group, name, asked, a, b, standing }) => (
                <tr key={id}>
                  <th scope="row">
                    {name}
                    <small>
                      {FACT_GROUPS[group]}
                      {name !== asked && (
                        <>
                          , <code>{asked}</code>
                        </>
                      )}
                    </small>
                  </th>
                  <td>{a}</td>
                  <td>{b}</td>
                  <td>{STANDING_WORDS[standing]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}

/** The first that answers otherwise, so that there is something to see. */
function otherThan(a: Subject, subjects: readonly Subject[]): Subject {
  const isApart = ({ census }: Subject) =>
    comparedFacts(a.census, census).some(({ standing }) => APART.includes(standing));
  return subjects.find(isApart) ?? a;
}
