import { visible } from '../../../../experiment/visible.ts';
import { isShipped } from '../../../../studies/sweep/shipped-studies.ts';
import tables from '../../../kit/styles/tables.module.css';
import type { PageProps } from '../../../state/page-address.ts';
import { StudyList } from './study-list.tsx';
import { StudyReport } from './study-report.tsx';
import { useOutcome } from './use-outcome.ts';

/** `#claims/study`: the studies that ship; `#claims/study/<id>`: the report of one. */
export function StudyPage({ path: [id = ''] }: PageProps) {
  if (id === '') return <StudyList />;
  if (isShipped(id)) return <ShippedReport key={id} id={id} />;
  return (
    <>
      <p className={tables.note} role="alert">
        There is no “{visible(id)}” among the studies.
      </p>
      <StudyList />
    </>
  );
}

function ShippedReport({ id }: { readonly id: string }) {
  const fetched = useOutcome(id);
  if (fetched.status === 'loading') return <p className={tables.note}>Loading…</p>;
  if (fetched.status === 'failed')
    return (
      <p className={tables.note} role="alert">
        {visible(fetched.reason)}
      </p>
    );
  return <StudyReport outcome={fetched.outcome} />;
}
