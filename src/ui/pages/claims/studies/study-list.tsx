import { visible } from '../../../../experiment/visible.ts';
import { studyVerdict } from '../../../../report/study.ts';
import {
  SHIPPED_STUDIES,
  SHIPPED_TITLES,
  type ShippedStudy,
} from '../../../../studies/sweep/shipped-studies.ts';
import tables from '../../../kit/styles/tables.module.css';
import { studyAddress } from '../../../state/page-address.ts';
import styles from './studies.module.css';
import { useOutcome } from './use-outcome.ts';

/** Every study that ships, with its question and its verdict. */
export function StudyList() {
  return (
    <section className={tables.panel} aria-labelledby="studies-title">
      <h2 id="studies-title">Studies</h2>
      <ul className={styles.list}>
        {SHIPPED_STUDIES.map((id) => (
          <StudyEntry key={id} id={id} />
        ))}
      </ul>
    </section>
  );
}

function StudyEntry({ id }: { readonly id: ShippedStudy }) {
  const fetched = useOutcome(id);
  const ready = fetched.status === 'ready' ? fetched.outcome : null;
  return (
    <li>
      <h3>
        <a href={studyAddress(id)}>{ready ? visible(ready.definition.title) : SHIPPED_TITLES[id]}</a>
      </h3>
      {fetched.status === 'loading' && <p className={tables.note}>Loading…</p>}
      {fetched.status === 'failed' && (
        <p className={tables.note} role="alert">
          {visible(fetched.reason)}
        </p>
      )}
      {ready && (
        <>
          <p className={tables.note}>{visible(ready.definition.question)}</p>
          <p>{visible(studyVerdict(ready))}</p>
        </>
      )}
    </li>
  );
}
