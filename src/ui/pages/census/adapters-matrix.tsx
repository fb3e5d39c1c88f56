import { useState } from 'react';
import { censusTitle } from '../../../census/census-name.ts';
import { SelectField } from '../../kit/choices.tsx';
import fields from '../../kit/styles/fields.module.css';
import tables from '../../kit/styles/tables.module.css';
import styles from './census.module.css';
import { FACT_GROUPS, type Fact, type FactGroup, factsOf, standing } from './facts.ts';
import { OWN_ID, type Subject } from './subjects.ts';

const GROUPS = Object.keys(FACT_GROUPS) as FactGroup[];

/** Adapters as rows, facts of a group as columns; what differs from the row that is compared with is marked. */
export function AdaptersMatrix({ subjects }: { readonly subjects: readonly Subject[] }) {
  const [group, setGroup] = useState<FactGroup>('roundings');
  const [chosen, setChosen] = useState<string | null>(null);
  const against = subjects.find(({ id }) => id === chosen) ?? subjects[0];
  const facts = new Map(subjects.map(({ id, census }) => [id, ofGroup(factsOf(census), group)]));
  const columns = columnsOf([...facts.values()]);
  const reference = facts.get(against.id)!;
  return (
    <section className={tables.panel} aria-labelledby="census-matrix">
      <h2 id="census-matrix">Adapters beside each other</h2>
      <p className={tables.note}>
        ≠ marks what differs from the adapter compared with; ≠ bits, what sounds alike and differs in bits.
      </p>
      <div className={`${fields.editForm} ${styles.controls}`}>
        <SelectField
          label="Facts"
          value={group}
          options={GROUPS}
          words={(each) => FACT_GROUPS[each]}
          onChange={setGroup}
        />
        <SelectField
          label="Compared with"
          value={against.id}
          options={subjects.map(({ id }) => id)}
          words={(id) => subjects.find((each) => each.id === id)!.name}
          onChange={setChosen}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={tables.scroll} tabIndex={0} aria-label="Adapters beside each other, table">
        <table className={styles.matrix}>
          <thead>
            <tr>
              <th scope="col">adapter</th>
              <th scope="col">portable</th>
              {columns.map(({ id, name, asked }) => (
                <th key={id} scope="col">
                  {name}
                  {name !== asked && (
                    <small>
                      <code>{asked}</code>
                    </small>
                  )}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {subjects.map(({ id, name, census }) => (
              <tr key={id} aria-current={id === against.id ? 'true' : undefined}>
                <th scope="row">
                  {name}
                  <small>{id === OWN_ID ? `${censusTitle(census)}, ${census.on}` : census.on}</small>
                </th>
                <td className={census.portable.holds ? styles.right : styles.wrong}>
                  {census.portable.holds ? 'kept' : `not: ${census.portable.step}`}
                </td>
                {columns.map((column) => (
                  <Cell
                    key={column.id}
                    fact={facts.get(id)!.get(column.id)}
                    reference={id === against.id ? null : reference.get(column.id)}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

interface CellProps {
  readonly fact: Fact | undefined;
  /** Null in the row that is compared with. */
  readonly reference: Fact | undefined | null;
}

function Cell({ fact, reference }: CellProps) {
  if (!fact) return <td className={styles.none}>–</td>;
  const how = reference === null ? 'same' : standing(fact, reference);
  if (how === 'differs') return <td className={styles.differs}>{fact.found}</td>;
  return (
    <td>
      {fact.found}
      {how === 'other bits' && <small>≠ bits</small>}
    </td>
  );
}

function ofGroup(facts: readonly Fact[], group: FactGroup): ReadonlyMap<string, Fact> {
  return new Map(facts.filter((fact) => fact.group === group).map((fact) => [fact.id, fact]));
}

/** Every fact that somebody was asked, in order. */
function columnsOf(rows: readonly ReadonlyMap<string, Fact>[]): Fact[] {
  return [...new Map(rows.flatMap((row) => [...row])).values()];
}
